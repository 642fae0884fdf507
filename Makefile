# 年报汇编：常用操作。make 或 make help 列出全部。
# What a reader needs to know: everything runs in .venv, which is set up once and again only when
# pyproject.toml or constraints.txt changes.

PYTHON    ?= python3
WORKBOOKS ?= workbooks/examples
OUT       ?= out
ARGS      ?=

.DEFAULT_GOAL := help
# keep-going: one bad workbook doesn't hold up the other reports, nor a lint finding the tests
MAKEFLAGS     += --no-builtin-rules --no-print-directory --keep-going
BIN           := .venv/bin
READY         := .venv/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

# Names with spaces are names; what is open in Excel leaves a ~$ file, which is none.
KINDS     = -iname '*.xlsx' -o -iname '*.xlsm' -o -iname '*.xls' -o -iname '*.ods' -o -iname '*.et'
FOUND     = find '$(WORKBOOKS)' -type f \( $(KINDS) \) ! -name '~$$*' ! -name '.*'

.PHONY: help reports check test lint pytest eval golden template prepared workbooks rulebook fuzz fuzz-meaning bench bench-checks prove-batch lock wheel clean

help: ## 列出这些操作 | list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo '  变量 | variables: WORKBOOKS=$(WORKBOOKS)  OUT=$(OUT)  PYTHON=$(PYTHON)  ARGS=（给 pytest | for pytest）'

reports: $(READY) ## 检查 WORKBOOKS 里的工作簿，年报和汇总放进 OUT | reports and a summary of all workbooks
	@$(BIN)/assembler batch '$(WORKBOOKS)' -o '$(OUT)'

check: $(READY) ## 检查 WORKBOOKS 里的工作簿 | check the workbooks
	@[ -n "$$($(FOUND) | head -n 1)" ] || \
	  { echo '$(WORKBOOKS) 里没有工作簿；用 WORKBOOKS=文件夹 指定 | no .xlsx there, name a folder with WORKBOOKS=' >&2; exit 1; }
	@$(FOUND) -print0 | sort -z | xargs -0 $(BIN)/assembler check

test: lint pytest ## 跑全部检查和测试 | everything that has to pass: lint, types, tests

lint: $(READY) ## 代码规范和类型 | ruff and mypy
	@echo '· ruff, mypy'
	@bad=0; for tool in 'ruff check --quiet --output-format concise' 'ruff format --check --quiet' 'mypy --no-error-summary'; do \
	  $(BIN)/$$tool || bad=1; done; exit $$bad

pytest: $(READY) ## 只跑测试，如 make pytest ARGS="-k excel" | the tests alone
	@echo '· pytest'
	@$(BIN)/pytest -q -n 2 $(ARGS)

eval: $(READY) ## 正文与表格核对的查准、查全（docs/prose.md）| precision and recall of the rules on prose
	@$(BIN)/python tools/evaluate_prose.py $(ARGS)

golden: $(READY) ## 重写 tests/golden，再用 git diff 细看 | rewrite the expected texts, then read the diff
	@$(BIN)/pytest -q --golden $(ARGS)

# One edition, named: a template is a document that people edit in Word, and what they did there would be lost.
template: $(READY) ## 做新版格式的 Word 模板，如 make template FORMAT=2025 | make the Word template of a new edition
	@[ -n '$(FORMAT)' ] || \
	  { echo '用 FORMAT=版本 指定一个版本；已有的模板在 Word 中改，改后 make prepared | name one edition with FORMAT=; edit' \
	         'those there are in Word, then make prepared' >&2; exit 1; }
	@$(BIN)/python tools/make_template.py --format '$(FORMAT)' $(ARGS)
	@$(BIN)/python tools/prepare_templates.py

prepared: $(READY) ## 改过 templates/*.docx 后运行：更新随程序附带的预处理结果 | prepare edited templates anew
	@$(BIN)/python tools/prepare_templates.py

workbooks: $(READY) ## 重做空白工作簿和示例 | remake the blank workbook and the examples
	@$(BIN)/python tools/make_workbooks.py

rulebook: $(READY) ## 重写 docs/rulebook.md：规则自检的结果 | what the rules notice, examined anew
	@$(BIN)/python tools/make_rulebook.py

fuzz: $(READY) ## 随机损坏的工作簿，如 make fuzz ARGS="--seconds 600" | spoilt workbooks: read, refused, never a traceback
	@$(BIN)/python tools/fuzz_bytes.py $(ARGS)

fuzz-meaning: $(READY) ## 随机改动的工作簿，如 make fuzz-meaning ARGS="--count 5000" | altered workbooks: read right or told, never misread
	@$(BIN)/python tools/fuzz_meaning.py $(ARGS)

bench: $(READY) ## 与别的做法比快慢（docs/performance.md）| how fast it is beside what people use otherwise
	@if command -v npm >/dev/null; then cd bench && npm ci --silent --ignore-scripts || true; fi
	@$(BIN)/python -m bench $(ARGS)

bench-checks: $(READY) ## 检查用时，与读取工作簿相比 | how long the checks take beside reading
	@$(BIN)/python tools/bench_checks.py $(ARGS)

prove-batch: $(READY) ## 批量处理的大规模验证（docs/batch.md），约半小时 | prove what a batch promises, half an hour
	@PYTHONPATH=. $(BIN)/python tools/prove_batch.py $(ARGS)

define LOCK_HEADER
# The exact version of everything, for Python 3.11 and later on Linux, Windows and macOS:
# what runs, what tests and what builds. pip reads it through PIP_CONSTRAINT. Renew with: make lock
endef
export LOCK_HEADER

lock: $(READY) ## 更新 constraints.txt | renew the pinned versions
	@echo '· constraints.txt'
	@$(BIN)/python -m pip install -qq uv
	@{ echo "$$LOCK_HEADER"; $(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --extra dev \
	  --no-header --no-emit-index-url --no-annotate pyproject.toml; } > .venv/constraints.txt
	@cmp -s .venv/constraints.txt constraints.txt || mv .venv/constraints.txt constraints.txt

wheel: $(READY) ## 打包到 dist/ | build the wheel
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist >.venv/wheel.log 2>&1 || { cat .venv/wheel.log >&2; exit 1; }
	@ls dist/*.whl

clean: ## 删掉生成的东西，连同 .venv | remove whatever make made
	@rm -rf .venv .bench bench/node_modules out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Debian parts venv from python3; where it is missing, the system's own pip or virtualenv does as well.
# pip before 25.3 takes the build's versions from PIP_CONSTRAINT, later ones from PIP_BUILD_CONSTRAINT.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '需要 Python 3.11 以上；用 PYTHON=python3.12 指定 | Python 3.11 or later is needed, name it with PYTHON=' >&2; exit 1; }
	@echo '· .venv'
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv --clear .venv; \
	  elif $(PYTHON) -m virtualenv --version >/dev/null 2>&1; then $(PYTHON) -m virtualenv --quiet --clear .venv; \
	  elif $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m venv --clear --without-pip .venv && \
	    $(PYTHON) -m pip --python $(BIN)/python install -qq pip; \
	  else echo '缺少 python3-venv，请先运行 | first run: apt install python3-venv' >&2; exit 1; fi
	@PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	  $(BIN)/python -m pip install -qq --editable '.[dev]'
	@touch $@
