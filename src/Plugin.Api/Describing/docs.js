'use strict';

// The page is openapi.json made readable. Whatever comes from the hub is shown as text, and the token never leaves this variable.
let token = '';
let spec;

const $ = id => document.getElementById(id);
const methods = ['get', 'post', 'put', 'patch', 'delete'];

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function resolve(thing) {
  return thing && thing.$ref ? resolve(thing.$ref.slice(2).split('/').reduce((node, name) => node[name], spec)) : thing;
}

function nameOf(schema) {
  return schema.$ref ? schema.$ref.split('/').pop() : null;
}

function typeOf(schema) {
  if (!schema) return make('span', {}, '');
  const name = nameOf(schema);
  if (name) return make('a', { href: '#schema-' + name }, name);
  const several = schema.anyOf || schema.oneOf;
  if (several) {
    return make('span', {}, ...several.flatMap((one, i) => i ? [' or ', typeOf(one)] : [typeOf(one)]));
  }
  if (schema.type === 'array') return make('span', {}, 'list of ', typeOf(schema.items));
  if (schema.additionalProperties) return make('span', {}, 'map of ', typeOf(schema.additionalProperties));
  if (schema.const) return make('code', {}, JSON.stringify(schema.const));
  const type = [].concat(schema.type || 'anything').join(' or ');
  return make('span', {}, schema.format ? `${type} (${schema.format})` : type);
}

function table(heads, rows) {
  return make('table', {},
    make('thead', {}, make('tr', {}, ...heads.map(head => make('th', { scope: 'col' }, head)))),
    make('tbody', {}, ...rows.map(row => make('tr', {}, ...row.map(cell => make('td', {}, cell ?? ''))))));
}

// A body to begin with: the fields that are required.
function example(schema, depth = 0) {
  const known = resolve(schema);
  if (!known || depth > 4) return null;
  if (known.const) return known.const;
  const choice = known.anyOf || known.oneOf;
  if (choice) return example(choice[0], depth);
  const type = [].concat(known.type)[0];
  if (type === 'object') {
    return Object.fromEntries(Object.entries(known.properties || {})
      .filter(([name]) => (known.required || []).includes(name))
      .map(([name, field]) => [name, example(field, depth + 1)]));
  }
  if (type === 'array') return [example(known.items, depth + 1)];
  return { integer: 1, number: 1, boolean: false, string: '' }[type] ?? null;
}

function fieldsOf(schema) {
  const known = resolve(schema);
  return table(['field', 'type', 'meaning'], Object.entries(known.properties || {}).map(([name, field]) => [
    make('span', {}, make('code', {}, name), (known.required || []).includes(name) ? ' *' : ''), typeOf(field), field.description]));
}

async function send(method, path, body, type) {
  const headers = token ? { Authorization: 'Bearer ' + token } : {};
  if (body) headers['Content-Type'] = type;
  const started = performance.now();
  const answer = await fetch(spec.servers[0].url + path, { method, headers, body: body || undefined, credentials: 'omit' });
  const text = await answer.text();
  return { answer, text, milliseconds: Math.round(performance.now() - started) };
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text.slice(0, 100000); }
}

function tryOut(path, method, operation) {
  const inputs = (operation.parameters || []).filter(parameter => parameter.in !== 'header').map(parameter => ({
    parameter, input: make('input', { ariaLabel: parameter.name, placeholder: parameter.schema.default ?? '' }) }));
  const [type, content] = Object.entries(operation.requestBody?.content || {})[0] || [];
  const body = content ? make('textarea', { ariaLabel: 'Body', spellcheck: false }) : null;
  if (body && type.endsWith('json')) body.value = JSON.stringify(example(content.schema), null, 2);
  const output = make('pre', { hidden: true, ariaLive: 'polite', tabIndex: 0 });
  const button = make('button', { type: 'button' }, 'Send');
  button.addEventListener('click', async () => {
    let target = path;
    const query = new URLSearchParams();
    for (const { parameter, input } of inputs) {
      if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value).replaceAll('%2F', '/'));
      else if (input.value) query.set(parameter.name, input.value);
    }
    output.hidden = false;
    output.textContent = '…';
    try {
      const { answer, text, milliseconds } = await send(method.toUpperCase(), target + (query.size ? '?' + query : ''), body?.value, type);
      output.textContent = `${answer.status} ${answer.statusText} (${milliseconds} ms)\n\n${pretty(text)}`;
    } catch (error) {
      output.textContent = 'No answer: ' + error.message;
    }
  });
  return make('div', {}, make('h4', {}, 'Try it'),
    inputs.length ? table(['parameter', 'value'], inputs.map(({ parameter, input }) => [parameter.name, input])) : null, body, button, output);
}

function callersOf(operation) {
  return operation.security.length ? operation.security.flatMap(one => Object.keys(one)).join(', ') : 'anyone';
}

function show(path, method, operation) {
  const inside = make('div', {});
  const row = make('details', { id: operation.operationId },
    make('summary', {}, make('span', { className: 'method ' + method }, method.toUpperCase()), ' ',
      make('span', { className: 'path' }, path), make('span', { className: 'what' }, operation.summary)), inside);
  // Built when it is opened: a hundred forms are not needed at once.
  row.addEventListener('toggle', () => {
    if (!row.open || inside.childElementCount) return;
    inside.append(make('p', {}, operation.description || operation.summary),
      make('p', {}, `For: ${callersOf(operation)}. Rule: ${operation['x-permission']}.`));
    if (operation.parameters.length) {
      inside.append(make('h4', {}, 'Parameters'), table(['name', 'in', 'type', 'meaning'], operation.parameters.map(parameter => [
        make('span', {}, make('code', {}, parameter.name), parameter.required ? ' *' : ''), parameter.in, typeOf(parameter.schema),
        parameter.description])));
    }
    if (operation.requestBody) {
      const [type, content] = Object.entries(operation.requestBody.content)[0];
      inside.append(make('h4', {}, 'Body'), make('p', {}, `${type}. ${operation.requestBody.description} `, typeOf(content.schema)));
      if (nameOf(content.schema)) inside.append(fieldsOf(content.schema));
    }
    inside.append(make('h4', {}, 'Answers'), table(['status', 'meaning', 'content'], Object.entries(operation.responses).map(([status, given]) => {
      const response = resolve(given);
      return [status, response.description, make('span', {}, ...Object.entries(response.content || {}).flatMap(([type, content]) =>
        [make('code', {}, type), ' ', typeOf(content.schema), ' ']))];
    })), tryOut(path, method, operation));
  });
  return row;
}

function showAll() {
  const groups = new Map();
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of methods.filter(method => item[method])) {
      const tag = item[method].tags[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push({ path, method, operation: item[method] });
    }
  }
  for (const [tag, all] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
    const section = make('section', {}, make('h2', {}, tag));
    const links = make('div', {}, make('h3', {}, tag));
    for (const { path, method, operation } of all) {
      const row = show(path, method, operation);
      const link = make('a', { href: '#' + operation.operationId }, `${method.toUpperCase()} ${path}`);
      link.addEventListener('click', () => { row.open = true; });
      row.dataset.find = link.dataset.find = `${method} ${path} ${operation.summary} ${operation['x-permission']}`.toLowerCase();
      section.append(row);
      links.append(link);
    }
    $('operations').append(section);
    $('groups').append(links);
  }
  for (const [name, schema] of Object.entries(spec.components.schemas)) {
    const several = schema.oneOf || schema.anyOf;
    $('schemas').append(make('details', { id: 'schema-' + name }, make('summary', {}, make('code', {}, name)),
      make('div', {}, schema.description ? make('p', {}, schema.description) : null, several ? make('p', {}, typeOf(schema)) : fieldsOf(schema))));
  }
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

$('find').addEventListener('input', event => {
  const words = event.target.value.toLowerCase().split(' ');
  for (const element of document.querySelectorAll('[data-find]')) {
    element.hidden = !words.every(word => element.dataset.find.includes(word));
  }
  for (const group of [...document.querySelectorAll('#operations > section'), ...document.querySelectorAll('#groups > div')]) {
    group.hidden = !group.querySelector('[data-find]:not([hidden])');
  }
});

$('token').addEventListener('input', event => {
  token = event.target.value.trim();
  $('who').textContent = token ? 'Requests carry this token.' : 'No token.';
});

$('login').addEventListener('submit', async event => {
  event.preventDefault();
  const body = { username: $('username').value, password: $('password').value };
  if ($('code').value) body.mfa_code = $('code').value;
  $('password').value = $('code').value = '';
  try {
    const { text } = await send('POST', '/token/user', JSON.stringify(body), 'application/json');
    const answer = JSON.parse(text);
    token = answer.access_token || '';
    $('who').textContent = token ? `Logged in as ${body.username}.` : answer.msg;
  } catch (error) {
    $('who').textContent = 'No answer: ' + error.message;
  }
});

addEventListener('hashchange', openTarget);

fetch('openapi.json').then(answer => answer.json()).then(document => {
  spec = document;
  $('title').textContent = `${spec.info.title} ${spec.info.version}`;
  $('about').textContent = spec.info.description;
  showAll();
  openTarget();
});
