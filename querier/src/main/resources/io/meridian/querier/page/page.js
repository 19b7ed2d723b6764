// The query page: no libraries, nothing loaded from elsewhere.
const API = new URL('api/v1/', document.baseURI);
const MOST_LINES = 40;
const MOST_ROWS = 1000;
const at = (id) => document.getElementById(id);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function shape(name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Colours far from each other, readable on light and dark ground. */
const colour = (i) => `hsl(${(i * 137.5) % 360} 65% 48%)`;

function metricText(metric) {
  const labels = Object.entries(metric).filter(([name]) => name !== '__name__');
  const inner = labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
  return (metric.__name__ ?? '') + (inner || !metric.__name__ ? `{${inner}}` : '');
}

async function ask(path, parameters, signal) {
  const options = parameters
    ? { method: 'POST', body: new URLSearchParams(parameters), signal }
    : { signal };
  const answer = await fetch(new URL(path, API), options);
  let body;
  try {
    body = await answer.json();
  } catch {
    throw new Error(`${answer.status} ${answer.statusText}`);
  }
  if (body.status !== 'success') throw new Error(`${body.errorType}: ${body.error}`);
  return body;
}

let running;

async function run() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const query = at('text').value.trim();
  const range = Number(at('range').value);
  const end = at('end').value ? new Date(at('end').value).getTime() / 1000 : Date.now() / 1000;
  const step = Math.max(1, Math.ceil(range / 300));
  const common = { query, dedup: at('dedup').checked, partial_response: at('partial').checked };
  say('Running …');
  clear();
  if (!query) {
    say('Write a query, such as up.');
    return;
  }
  const began = performance.now();
  try {
    const parsed = await ask('parse_query', { query }, signal);
    const ranged = !['matrix', 'string'].includes(typeOf(parsed.data));
    const instant = await ask('query', { ...common, time: end }, signal);
    const drawn = ranged
      ? await ask('query_range', { ...common, start: end - range, end, step }, signal)
      : undefined;
    show(instant, drawn, { start: end - range, end, step });
    const took = Math.round(performance.now() - began);
    say(`${at('result').tBodies[0].rows.length} rows in ${took} ms.`);
  } catch (failure) {
    if (failure.name !== 'AbortError') say(failure.message, true);
  }
}

/** The type of an expression by its tree, as far as the page must know it. */
function typeOf(tree) {
  if (tree.type === 'matrixSelector' || tree.type === 'subquery') return 'matrix';
  if (tree.type === 'stringLiteral') return 'string';
  return tree.type === 'parenExpr' ? typeOf(tree.expr) : 'other';
}

function say(text, bad = false) {
  at('state').textContent = text;
  at('state').classList.toggle('bad', bad);
}

function clear() {
  at('remarks').replaceChildren();
  at('graph').hidden = true;
  at('plot').replaceChildren();
  at('result').tHead.replaceChildren();
  at('result').tBodies[0].replaceChildren();
}

function show(instant, drawn, times) {
  const remarks = new Set([...(instant.warnings ?? []), ...(drawn?.warnings ?? [])]);
  const infos = new Set([...(instant.infos ?? []), ...(drawn?.infos ?? [])]);
  for (const text of remarks) at('remarks').append(element('li', text));
  for (const text of infos) at('remarks').append(element('li', text, { class: 'info' }));
  const lines = drawn?.data.result ?? [];
  if (lines.length > 0) draw(lines.slice(0, MOST_LINES), lines.length, times);
  const place = new Map(lines.slice(0, MOST_LINES).map((line, i) => [metricText(line.metric), i]));
  table(instant.data, place);
}

function table({ resultType, result }, place) {
  const head = element('tr');
  head.append(element('th', 'Series', { scope: 'col' }), element('th', 'Value', { scope: 'col' }));
  at('result').tHead.append(head);
  const rows =
    resultType === 'scalar' || resultType === 'string' ? [{ metric: {}, value: result }] : result;
  for (const { metric, value, values, histogram, histograms } of rows.slice(0, MOST_ROWS)) {
    const row = element('tr');
    const name = metricText(metric);
    const cell = element('td');
    if (place.has(name)) {
      const swatch = element('span', undefined, { class: 'swatch', 'aria-hidden': 'true' });
      swatch.style.background = colour(place.get(name));
      cell.append(swatch);
    }
    cell.append(name);
    const text =
      value?.[1] ??
      (histogram && `count ${histogram[1].count}, sum ${histogram[1].sum}`) ??
      (values ?? histograms).map(([time, v]) => `${v.count ?? v} @${time}`).join('\n');
    row.append(cell, element('td', text, { class: 'number' }));
    at('result').tBodies[0].append(row);
  }
}

/** Round numbers that divide a range into about so many parts. */
function ticks(low, high, parts) {
  const raw = (high - low) / parts || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const unit = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
  const marks = [];
  for (let mark = Math.ceil(low / unit) * unit; mark <= high; mark += unit) marks.push(mark);
  return marks;
}

const numberText = (value) =>
  value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(6)));

function draw(lines, all, { start, end, step }) {
  const [width, height, left, bottom] = [960, 360, 70, 24];
  const points = lines.map((line) => (line.values ?? []).map(([t, v]) => [t, Number(v)]));
  const finite = points.flat().map(([, v]) => v).filter(Number.isFinite);
  if (finite.length === 0) return;
  let low = finite.reduce((a, b) => Math.min(a, b));
  let high = finite.reduce((a, b) => Math.max(a, b));
  if (low === high) [low, high] = [low - 1, high + 1];
  const x = (t) => left + ((t - start) / (end - start)) * (width - left - 8);
  const y = (v) => height - bottom - ((v - low) / (high - low)) * (height - bottom - 10);
  const plot = at('plot');
  for (const mark of ticks(low, high, 6)) {
    plot.append(shape('line', { x1: left, x2: width - 8, y1: y(mark), y2: y(mark) }));
    plot.append(shape('text', { x: left - 6, y: y(mark) + 4, 'text-anchor': 'end' }, numberText(mark)));
  }
  for (let i = 0; i <= 5; i++) {
    const t = start + ((end - start) * i) / 5;
    const format = end - start > 86400 ? { month: 'short', day: 'numeric', hour: '2-digit' } : { hour: '2-digit', minute: '2-digit', second: '2-digit' };
    const anchor = i === 0 ? 'start' : i === 5 ? 'end' : 'middle';
    plot.append(shape('text', { x: x(t), y: height - 8, 'text-anchor': anchor }, new Date(t * 1000).toLocaleString(undefined, format)));
  }
  points.forEach((line, i) => {
    let path = '';
    let last = -Infinity;
    for (const [t, v] of line) {
      if (!Number.isFinite(v)) continue;
      path += `${t - last > step * 1.5 ? 'M' : 'L'}${x(t).toFixed(1)} ${y(v).toFixed(1)}`;
      last = t;
    }
    const drawn = shape('path', { d: path || 'M0 0', class: 'series', stroke: colour(i) });
    drawn.append(shape('title', {}, metricText(lines[i].metric)));
    plot.append(drawn);
  });
  const more = all > lines.length ? `, the first ${lines.length} of ${all}` : '';
  at('caption').textContent =
    `${lines.length} series${more}, every ${step} s, from ${numberText(low)} to ${numberText(high)}`;
  at('graph').hidden = false;
}

const timeText = (millis) =>
  Math.abs(millis) > 8.64e15 || millis === 0 ? '–' : new Date(millis).toISOString();

async function stores() {
  const body = at('stores').tBodies[0];
  try {
    const { data } = await ask('stores');
    const rows = Object.entries(data).flatMap(([kind, list]) => list.map((store) => [kind, store]));
    body.replaceChildren(
      ...rows.map(([kind, store]) => {
        const row = element('tr');
        const state = element('td', store.lastError ?? 'answers', store.lastError ? { class: 'bad' } : {});
        const sets = store.labelSets.map((set) => metricText(set)).join('\n');
        row.append(element('td', store.name), element('td', kind), state, element('td', store.lastCheck), element('td', timeText(store.minTime)), element('td', timeText(store.maxTime)), element('td', sets));
        return row;
      }),
    );
    if (rows.length === 0) body.append(emptyRow('No store is named. Start the querier with --endpoint.'));
  } catch (failure) {
    body.replaceChildren(emptyRow(failure.message));
  }
}

function emptyRow(text) {
  const row = element('tr');
  row.append(element('td', text, { colspan: '7' }));
  return row;
}

/** What is asked stands in the address, so that it can be shared. */
function remember() {
  const state = new URLSearchParams({ q: at('text').value, range: at('range').value, end: at('end').value });
  const address = `#query?${state}`;
  if (location.hash !== address) history.replaceState(null, '', address);
}

function open() {
  const [page, state] = location.hash.slice(1).split('?', 2);
  const onStores = page === 'stores';
  at('query-page').hidden = onStores;
  at('stores-page').hidden = !onStores;
  for (const link of document.querySelectorAll('nav a')) {
    const current = link.getAttribute('href') === (onStores ? '#stores' : '#query');
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (onStores) {
    stores();
  } else if (state) {
    const asked = new URLSearchParams(state);
    at('text').value = asked.get('q') ?? '';
    at('range').value = asked.get('range') ?? '3600';
    at('end').value = asked.get('end') ?? '';
    run();
  }
}

at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  remember();
  run();
});
at('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    at('form').requestSubmit();
  }
});
window.addEventListener('hashchange', open);
open();
