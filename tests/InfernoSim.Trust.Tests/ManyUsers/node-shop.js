// The shop of this folder in node, without packages. It knows nothing of recording or replaying: it calls its dependency through a
// proxy, whose address it is told on standard input, and copies the trace context of a request to its calls.
'use strict';

const http = require('node:http');
const { randomUUID, randomBytes } = require('node:crypto');
const readline = require('node:readline');

const dependency = process.env.DEPENDENCY;
const { READER: reader, OWNER: owner } = process.env;
const agent = new http.Agent({ keepAlive: true });
let proxy;

const sessions = new Map();
const accessTokens = new Map();
const refreshTokens = new Map();
const orders = new Map();

const newToken = () => randomBytes(32).toString('base64url');

function login(user, password) {
  return password === `secret of ${user}` ? { id: newToken(), user, csrf: newToken(), cart: [] } : null;
}

const total = (session) => session.cart.reduce((sum, item) => sum + item.price * item.quantity, 0);

function call(request, method, path, body) {
  const target = new URL(path, dependency);
  const headers = { host: target.host };
  for (const name of ['x-inferno-traceid', 'traceparent', 'tracestate']) {
    if (request.headers[name]) headers[name] = request.headers[name];
  }
  if (body) headers['content-type'] = 'application/json';
  return new Promise((resolve, reject) => {
    const options = { host: proxy.hostname, port: proxy.port, path: target.href, method, headers, agent };
    const outgoing = http.request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => { text += chunk; });
      answer.on('end', () => (answer.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${answer.statusCode}: ${text}`))));
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });
}

async function addItem(request, session, sku) {
  const { price } = await call(request, 'GET', `/prices/${sku}`);
  const item = { id: randomUUID(), sku, price, quantity: 1 };
  session.cart.push(item);
  return item;
}

function change(session, id, quantity) {
  const item = session.cart.find((one) => one.id === id);
  if (item) item.quantity = quantity;
  return Boolean(item);
}

async function placeOrder(request, session) {
  const order = randomUUID();
  const { receipt } = await call(request, 'POST', '/charges', { order, amount: total(session) });
  orders.set(order, { session, receipt });
  return order;
}

// For browsers.

const cookieOf = (request) => /(?:^|; *)sid=([^;]+)/.exec(request.headers.cookie || '')?.[1];
const setCookie = (session) => `sid=${session.id}; Path=/; HttpOnly; SameSite=Lax`;
const form = (session, action, inputs) =>
  `<form method="post" action="${action}"><input type="hidden" name="_csrf" value="${session.csrf}">${inputs}<button>Go</button></form>\n`;

function page(title, body, headers = {}) {
  const html = `<!doctype html>\n<html><head><title>${title}</title></head><body>\n<h1>${title}</h1>\n${body}</body></html>\n`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: html };
}

const redirect = (location, headers = {}) => ({ status: 302, headers: { location, ...headers }, body: '' });

function shown(session) {
  if (session.user !== reader) return session;
  return [...sessions.values()].find((other) => other.user === owner && other.cart.length > 0) || session;
}

function begin(session) {
  sessions.set(session.id, session);
  return setCookie(session);
}

async function browser(request, path, body) {
  const session = sessions.get(cookieOf(request));
  const fields = new URLSearchParams(body);
  if (request.method === 'POST' && (!session || fields.get('_csrf') !== session.csrf)) return { status: 403, headers: {}, body: 'forged' };
  switch (`${request.method} ${path}`) {
    case 'GET /login': {
      const guest = { id: newToken(), user: null, csrf: newToken(), cart: [] };
      return page('Log in', form(guest, '/login', '<input name="user"><input name="password" type="password">'), { 'set-cookie': begin(guest) });
    }
    case 'POST /login': {
      // A new id with the new rights, as against fixed sessions.
      const known = login(fields.get('user'), fields.get('password'));
      sessions.delete(session.id);
      return known ? redirect('/cart', { 'set-cookie': begin(known) }) : { status: 403, headers: {}, body: '' };
    }
  }
  if (!session?.user) return redirect('/login');
  switch (`${request.method} ${path}`) {
    case 'GET /cart': {
      const cart = shown(session);
      const items = cart.cart.map((item) => 
        `<li id="${item.id}">${item.quantity} ${item.sku} for ${item.price} each ${form(session, `/cart/items/${item.id}`, '<input name="quantity">')}</li>\n`).join('');
      return page(`Cart of ${cart.user}`, `<ul>\n${items}</ul>\n${form(session, '/cart/items', '<input name="sku">')}${form(session, '/orders', '')}`);
    }
    case 'POST /cart/items':
      await addItem(request, session, fields.get('sku'));
      return redirect('/cart');
    case 'POST /orders':
      return redirect(`/orders/${await placeOrder(request, session)}`);
  }
  if (request.method === 'POST' && path.startsWith('/cart/items/')) {
    return change(session, path.replace('/cart/items/', ''), Number(fields.get('quantity'))) ? redirect('/cart') : { status: 404, headers: {}, body: '' };
  }
  const order = orders.get(path.replace('/orders/', ''));
  return order?.session === session ? page(`Order ${path.replace('/orders/', '')}`, `<p>${order.receipt}</p>`) : { status: 404, headers: {}, body: '' };
}

// For applications on phones.

const json = (status, value, headers = {}) => ({ status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) });

function tokens(session) {
  for (const [old, holder] of accessTokens) if (holder === session) accessTokens.delete(old);
  const [access, refresh] = [newToken(), newToken()];
  accessTokens.set(access, session);
  refreshTokens.set(refresh, session);
  return json(200, { access_token: access, refresh_token: refresh, expires_in: 900 });
}

async function phone(request, path, body) {
  const asked = body ? JSON.parse(body) : {};
  const session = accessTokens.get((request.headers.authorization || '').replace(/^Bearer /, ''));
  switch (`${request.method} ${path}`) {
    case 'POST /api/token': {
      const known = login(asked.user, asked.password);
      return known ? tokens(known) : json(401, { error: 'log in first' });
    }
    case 'POST /api/token/refresh': {
      const known = refreshTokens.get(asked.refresh_token);
      refreshTokens.delete(asked.refresh_token);
      return known ? tokens(known) : json(401, { error: 'log in first' });
    }
  }
  if (!session) return json(401, { error: 'log in first' });
  switch (`${request.method} ${path}`) {
    case 'GET /api/cart':
      return json(200, { user: session.user, items: session.cart, total: total(session) });
    case 'POST /api/cart/items':
      return json(201, await addItem(request, session, asked.sku));
    case 'POST /api/orders':
      return { status: 201, headers: { location: `/api/orders/${await placeOrder(request, session)}` }, body: '' };
  }
  if (request.method === 'PUT' && path.startsWith('/api/cart/items/')) {
    return change(session, path.replace('/api/cart/items/', ''), asked.quantity) ? { status: 204, headers: {}, body: '' } : json(401, { error: 'not yours' });
  }
  const order = orders.get(path.replace('/api/orders/', ''));
  return order?.session === session ? json(200, { order: path.replace('/api/orders/', ''), receipt: order.receipt }) : json(401, { error: 'log in first' });
}

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', async () => {
    const path = request.url.split('?')[0];
    const answer = await (path.startsWith('/api/') ? phone : browser)(request, path, body).catch((error) => json(502, { error: String(error) }));
    const length = answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(answer.body) };
    response.writeHead(answer.status, { ...answer.headers, ...length });
    response.end(answer.body);
  });
});

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  proxy = new URL(line);
  console.log('ready');
});
// A connection that is closed for being idle may be closed just when the next request is on its way: on a busy machine it is.
server.keepAliveTimeout = 10 * 60 * 1000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
