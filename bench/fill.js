// The same with JavaScript: SheetJS for the workbook, docxtemplater or carbone for the report.
// node fill.js docxtemplater|carbone JOB
"use strict";
const fs = require("fs");
const XLSX = require("xlsx");

const ORDINALS = "一二三四五六七八九十";

function read(form, path) {
  // one load shows formulas and values
  const book = XLSX.read(fs.readFileSync(path), { cellFormula: true, cellHTML: false, cellText: false });
  const cell = (entry) => book.Sheets[entry.sheet][entry.address] || {};
  const found = { figures: {}, texts: [], aspects: [] };
  for (const entry of form.figures) {
    const { v, f } = cell(entry);
    if (entry.total && f === undefined) console.error(`${path}: ${entry.name} is no formula`);
    found.figures[entry.name] = String(v);
  }
  const day = XLSX.SSF.parse_date_code(cell(form.lines["成文日期"]).v);
  found["单位名称"] = String(cell(form.lines["单位名称"]).v);
  found["题目"] = form.title.replace("{year}", cell(form.lines["年度"]).v);
  found["成文日期"] = `${day.y}年${day.m}月${day.d}日`;
  for (const entry of form.texts) {
    const { v } = cell(entry);
    const body = String(v === undefined ? "" : v).split("\n").map((line) => line.trim()).filter(Boolean);
    found.texts.push([`${entry.section}.${entry.name}`, body]);
    if (entry.heading && body.length) found.aspects.push(["（" + ORDINALS[found.aspects.length] + "）", entry.heading, body]);
  }
  return found;
}

function docxtemplater(job) {
  const PizZip = require("pizzip");
  const Docxtemplater = require("docxtemplater");
  const template = fs.readFileSync(job.template);
  for (const [workbook, report] of job.files) {
    const found = read(job.form, workbook);
    const names = ["单位名称", "题目", "成文日期"];
    const values = { ...found.figures, ...Object.fromEntries(found.texts), 草稿: "" };
    for (const name of names) values[name] = found[name];
    values["总体情况.各方面"] = found.aspects.map(([n, heading, body]) => ({ 序号: n, 标题: heading, 正文: body }));
    const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true });
    document.render(values);
    fs.writeFileSync(report, document.toBuffer({ compression: "DEFLATE" }));
  }
}

function carbone(job) {
  const engine = require("carbone");
  const lines = (body) => body.map((t) => ({ t }));
  const next = (files) => {
    if (!files.length) return process.exit(0); // carbone keeps a timer
    const [workbook, report] = files[0];
    const found = read(job.form, workbook);
    const values = { draft: "" };
    job.form.figures.forEach((entry, n) => { values[`c${n}`] = found.figures[entry.name]; });
    job.names.forEach((name, n) => {
      const text = found.texts.find(([each]) => each === name);
      values[`l${n}`] = lines(text ? text[1] : found[name] ? [found[name]] : []);
    });
    values.title = found["题目"];
    values.a = found.aspects.map(([n, heading, body]) => ({ n, h: heading, b: lines(body) }));
    engine.render(job.template, values, (error, data) => {
      if (error) throw error;
      fs.writeFileSync(report, data);
      next(files.slice(1));
    });
  };
  next(job.files);
}

const [engine, job] = process.argv.slice(2);
({ docxtemplater, carbone })[engine](JSON.parse(fs.readFileSync(job, "utf8")));
