// A service with one dependency, which it calls through the proxy that HTTP_PROXY names. Node's http module does neither by
// itself: the proxy is used by asking it for the absolute URL, and the trace context is passed on by copying three headers.
'use strict';

const http = require('node:http');

const bind = process.env.BIND || '127.0.0.1';
const port = Number(process.env.PORT || 8084);
const dependency = process.env.DEPENDENCY_URL || 'http://localhost:8091';
const proxy = process.env.HTTP_PROXY ? new URL(process.env.HTTP_PROXY) : null;

// Another value than while recording is a regression for the replay to find.
const surcharge = Number(process.env.DEMO_SURCHARGE || 0);

const passedOn = ['x-inferno-traceid', 'traceparent', 'tracestate', 'authorization'];

function optionsFor(url, headers) {
  if (!proxy) {
    return { host: url.hostname, port: url.port || 80, path: url.pathname + url.search, headers };
  }

  return { host: proxy.hostname, port: proxy.port || 80, path: url.href, headers: { ...headers, host: url.host } };
}

function get(url, incoming) {
  const headers = {};
  for (const name of passedOn) {
    if (incoming[name] !== undefined) {
      headers[name] = incoming[name];
    }
  }

  return new Promise((resolve, reject) => {
    const request = http.get(optionsFor(url, headers), (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

async function demo(query, incoming) {
  const item = Number(query.get('item'));
  const quantity = Number(query.get('quantity'));
  const answer = await get(new URL(`/prices/${item}`, dependency), incoming);
  if (answer.status !== 200) {
    return [502, { error: `the price of item ${item} is not known` }];
  }

  const { price, quote } = JSON.parse(answer.body);
  return [200, { item, quantity, quote, total: price * quantity + surcharge }];
}

async function route(request) {
  const url = new URL(request.url, 'http://service');
  switch (url.pathname) {
    case '/health':
      return [200, { status: 'ok' }];
    case '/api/demo':
      return demo(url.searchParams, request.headers);
    default:
      return [404, { error: 'no such page' }];
  }
}

const server = http.createServer(async (request, response) => {
  const [status, body] = await route(request).catch((error) => [502, { error: error.code || error.message }]);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
});

server.listen(port, bind);
