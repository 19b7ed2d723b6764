// The graph of a range, as wide as there is room, and what its lines have under the pointer.
const MOST_LINES = 40;
const MOST_READ = 12;
const at = (id) => document.getElementById(id);

/** What is drawn; nothing before the first range, and while one is asked for. */
let drawing;

export function element(name, text, attributes = {}) {
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

export function metricText(metric) {
  const labels = Object.entries(metric).filter(([name]) => name !== '__name__');
  const inner = labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
  return (metric.__name__ ?? '') + (inner || !metric.__name__ ? `{${inner}}` : '');
}

/** The labels by which each of some series is told from the others. */
function differences(metrics) {
  const names = Object.keys(Object.assign({}, ...metrics));
  const telling = names.filter((name) => metrics.some((each) => each[name] !== metrics[0][name]));
  const text = (metric) => metricText(Object.fromEntries(Object.entries(metric).filter(([name]) => telling.includes(name))));
  return metrics.map(metrics.length > 1 ? text : metricText);
}

/** Colours far from each other; how light they are is up to the ground. */
const colour = (i) => `hsl(${(212 + i * 137.5) % 360} 65% var(--tone))`;

export function swatch(line) {
  const made = element('span', undefined, { class: 'swatch', 'aria-hidden': 'true' });
  made.style.background = colour(line);
  return made;
}

export function clearGraph() {
  drawing = undefined;
  at('graph').hidden = true;
  at('readout').hidden = true;
  at('plot').replaceChildren();
}

/** Draws the first series of a range, which it returns: their places are their colours. */
export function drawGraph(all, times) {
  const lines = all.slice(0, MOST_LINES);
  if (lines.length > 0) {
    drawing = { lines, all: all.length, times };
    draw();
  }
  return lines;
}

/** Round numbers that divide a range into about so many parts. */
function ticks(low, high, parts) {
  const raw = (high - low) / parts || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const unit = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
  const marks = [];
  const first = Math.ceil(low / unit);
  for (let i = 0; i <= 2 * parts && (first + i) * unit <= high; i++) marks.push((first + i) * unit);
  return marks;
}

const numberText = (value) =>
  value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(6)));

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

/** Round instants, in the time of this place, that divide a range into about so many parts. */
function instants(start, end, parts) {
  const raw = (end - start) / parts;
  const unit = SECONDS.find((each) => each >= raw) ?? Math.ceil(raw / 86400) * 86400;
  const away = new Date(end * 1000).getTimezoneOffset() * 60;
  const marks = [];
  for (let mark = Math.ceil((start - away) / unit) * unit + away; mark <= end; mark += unit) marks.push(mark);
  const format =
    unit >= 86400
      ? { month: 'short', day: 'numeric' }
      : end - start > 86400
        ? { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
        : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(unit < 60 && { second: '2-digit' }) };
  return marks.map((mark) => [mark, new Date(mark * 1000).toLocaleString(undefined, format)]);
}

/** Draws what was asked last, as wide as there is room. */
function draw() {
  const { lines, all, times } = drawing;
  const { start, end, step } = times;
  const plot = at('plot');
  at('graph').hidden = false;
  const [width, height, left, bottom] = [plot.clientWidth, plot.clientHeight, 70, 24];
  const points = lines.map((line) => (line.values ?? []).map(([t, v]) => [t, Number(v)]));
  const finite = points.flat().map(([, v]) => v).filter(Number.isFinite);
  if (finite.length === 0) {
    at('graph').hidden = true;
    return;
  }
  let low = finite.reduce((a, b) => Math.min(a, b));
  let high = finite.reduce((a, b) => Math.max(a, b));
  const more = all > lines.length ? `, the first ${lines.length} of ${all}` : '';
  at('caption').textContent =
    `${lines.length} series${more}, every ${step} s, from ${numberText(low)} to ${numberText(high)}`;
  if (low === high) {
    const room = Math.abs(low) / 10 || 1;
    [low, high] = [low - room, high + room];
  }
  const x = (t) => left + ((t - start) / (end - start)) * (width - left - 12);
  const y = (v) => height - bottom - ((v - low) / (high - low)) * (height - bottom - 10);
  plot.replaceChildren();
  plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
  for (const mark of ticks(low, high, 6)) {
    plot.append(shape('line', { x1: left, x2: width - 12, y1: y(mark), y2: y(mark) }));
    plot.append(shape('text', { x: left - 6, y: y(mark) + 4, 'text-anchor': 'end' }, numberText(mark)));
  }
  for (const [mark, text] of instants(start, end, Math.max(2, width / 110))) {
    plot.append(shape('line', { x1: x(mark), x2: x(mark), y1: height - bottom, y2: height - bottom + 4 }));
    const edge = Math.min(Math.max(x(mark), left + 12), width - 34);
    plot.append(shape('text', { x: edge, y: height - 6, 'text-anchor': 'middle' }, text));
  }
  points.forEach((line, i) => {
    let path = '';
    let last = -Infinity;
    for (const [t, v] of line) {
      if (!Number.isFinite(v)) continue;
      path += `${t - last > step * 1.5 ? 'M' : 'L'}${x(t).toFixed(1)} ${y(v).toFixed(1)}`;
      last = t;
    }
    const drawn = shape('path', { d: path || 'M0 0', class: 'series' });
    drawn.style.stroke = colour(i);
    plot.append(drawn);
  });
  plot.append(shape('line', { id: 'hand', y1: 0, y2: height - bottom, x1: -1, x2: -1 }));
  Object.assign(drawing, { points, x, names: differences(lines.map((line) => line.metric)) });
}

/** What the lines have at the step under the pointer, greatest first. */
function read(event) {
  if (!drawing?.x) return;
  const { points, names, x, times } = drawing;
  const steps = Math.round((times.end - times.start) / times.step);
  const pointed = (event.offsetX - x(times.start)) / (x(times.end) - x(times.start));
  const step = Math.min(Math.max(Math.round(pointed * steps), 0), steps);
  const time = times.start + step * times.step;
  const values = points
    .map((line, i) => [line.find(([t]) => Math.abs(t - time) < times.step / 2)?.[1], i])
    .filter(([value]) => value !== undefined)
    .sort(([a], [b]) => b - a);
  const readout = at('readout');
  readout.replaceChildren(element('div', new Date(time * 1000).toLocaleString(undefined, { hourCycle: 'h23' })));
  for (const [value, i] of values.slice(0, MOST_READ)) {
    const row = element('div');
    row.append(swatch(i), `${numberText(value)}  ${names[i]}`);
    readout.append(row);
  }
  if (values.length > MOST_READ) readout.append(element('div', `and ${values.length - MOST_READ} below`));
  readout.hidden = false;
  const before = event.offsetX > at('plot').clientWidth / 2;
  readout.style.left = before ? 'auto' : `${event.offsetX + 14}px`;
  readout.style.right = before ? `${at('plot').clientWidth - event.offsetX + 14}px` : 'auto';
  for (const side of ['x1', 'x2']) at('hand').setAttribute(side, x(time));
}

function stopReading() {
  at('readout').hidden = true;
  for (const side of ['x1', 'x2']) at('hand')?.setAttribute(side, -1);
}

at('plot').addEventListener('pointermove', read);
at('plot').addEventListener('pointerleave', stopReading);
new ResizeObserver(() => drawing && draw()).observe(at('query-page'));
