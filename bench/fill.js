// The same with JavaScript: SheetJS or exceljs for the workbook, docxtemplater or carbone for the report.
// node fill.js docxtemplater|carbone sheetjs|exceljs JOB
"use strict";
const fs = require("fs");

const ORDINALS = "一二三四五六七八九十";

// Each gives a function from an entry to its value v and its formula f; one load shows both.
const readers = {
  sheetjs: () => {
    const XLSX = require("xlsx");
    const day = (v) => {
      const { y, m, d } = XLSX.SSF.parse_date_code(v);
      return [y, m, d];
    };
    const open = async (path) => {
      const book = XLSX.read(fs.readFileSync(path), { cellFormula: true, cellHTML: false, cellText: false });
      return (entry) => book.Sheets[entry.sheet][entry.address] || {};
    };
    return { open, day };
  },
  exceljs: () => {
    const ExcelJS = require("exceljs");
    const day = (v) => [v.getUTCFullYear(), v.getUTCMonth() + 1, v.getUTCDate()];
    const open = async (path) => {
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(path);
      return (entry) => {
        const { value, result, formula } = book.getWorksheet(entry.sheet).getCell(entry.address);
        return { v: formula === undefined ? (value === null ? undefined : value) : result, f: formula };
      };
    };
    return { open, day };
  },
};

async function read(reader, form, path) {
  const cell = await reader.open(path);
  const found = { figures: {}, texts: [], aspects: [] };
  for (const entry of form.figures) {
    const { v, f } = cell(entry);
    if (entry.total && f === undefined) console.error(`${path}: ${entry.name} is no formula`);
    found.figures[entry.name] = String(v);
  }
  const [year, month, day] = reader.day(cell(form.lines["成文日期"]).v);
  found["单位名称"] = String(cell(form.lines["单位名称"]).v);
  found["题目"] = form.title.replace("{year}", cell(form.lines["年度"]).v);
  found["成文日期"] = `${year}年${month}月${day}日`;
  for (const entry of form.texts) {
    const { v } = cell(entry);
    const body = String(v === undefined ? "" : v).split("\n").map((line) => line.trim()).filter(Boolean);
    found.texts.push([`${entry.section}.${entry.name}`, body]);
    if (entry.heading && body.length) found.aspects.push(["（" + ORDINALS[found.aspects.length] + "）", entry.heading, body]);
  }
  return found;
}

async function docxtemplater(reader, job) {
  const PizZip = require("pizzip");
  const Docxtemplater = require("docxtemplater");
  const template = fs.readFileSync(job.template);
  for (const [workbook, report] of job.files) {
    const found = await read(reader, job.form, workbook);
    const names = ["单位名称", "题目", "成文日期"];
    const values = { ...found.figures, ...Object.fromEntries(found.texts), 草稿: "" };
    for (const name of names) values[name] = found[name];
    values["总体情况.各方面"] = found.aspects.map(([n, heading, body]) => ({ 序号: n, 标题: heading, 正文: body }));
    const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true });
    document.render(values);
    fs.writeFileSync(report, document.toBuffer({ compression: "DEFLATE" }));
  }
}

async function carbone(reader, job) {
  const engine = require("carbone");
  const render = require("util").promisify(engine.render);
  const lines = (body) => body.map((t) => ({ t }));
  for (const [workbook, report] of job.files) {
    const found = await read(reader, job.form, workbook);
    const values = { draft: "" };
    job.form.figures.forEach((entry, n) => { values[`c${n}`] = found.figures[entry.name]; });
    job.names.forEach((name, n) => {
      const text = found.texts.find(([each]) => each === name);
      values[`l${n}`] = lines(text ? text[1] : found[name] ? [found[name]] : []);
    });
    values.title = found["题目"];
    values.a = found.aspects.map(([n, heading, body]) => ({ n, h: heading, b: lines(body) }));
    fs.writeFileSync(report, await render(job.template, values));
  }
  process.exit(0); // carbone keeps a timer
}

const [engine, reader, job] = process.argv.slice(2);
({ docxtemplater, carbone })[engine](readers[reader](), JSON.parse(fs.readFileSync(job, "utf8"))).catch((error) => {
  console.error(error);
  process.exit(1);
});
