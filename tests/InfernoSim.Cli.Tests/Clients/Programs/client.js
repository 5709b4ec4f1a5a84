// Calls URL as programs for node do: client.js KIND URL, through the proxy that HTTP_PROXY names, where it does.
const http = require('http'), https = require('https'), http2 = require('http2'), tls = require('tls');
const [kind, url] = process.argv.slice(2);
const target = new URL(url);
const proxy = process.env.HTTP_PROXY && new URL(process.env.HTTP_PROXY);

const print = response => response.setEncoding('utf8').on('data', text => process.stdout.write(text));

function inTunnel(then) {
  if (!proxy) return then();
  http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target.host })
    .on('connect', (_, socket) => then(socket))
    .end();
}

function speakHttp2(connect) {
  const session = http2.connect(target.origin, connect && { createConnection: connect });
  const stream = session.request({ ':path': target.pathname });
  print(stream).on('end', () => session.destroy());
}

async function fetchBy(library, options) {
  const response = await library.fetch(url, options);
  process.stdout.write(await response.text());
}

const kinds = {
  http: () => proxy
    ? http.get({ host: proxy.hostname, port: proxy.port, path: url, headers: { host: target.host } }, print)
    : http.get(url, print),
  'http-in-tunnel': () => inTunnel(socket => http.get(url, { createConnection: () => socket }, print)),
  https: () => inTunnel(socket => https.get(url, { ...(socket && { socket }), agent: false, servername: target.hostname }, print)),
  http2: () => inTunnel(socket => speakHttp2(socket && (() => tls.connect({ socket, servername: target.hostname, ALPNProtocols: ['h2'] })))),
  h2c: () => inTunnel(socket => speakHttp2(socket && (() => socket))),
  fetch: () => fetchBy(globalThis),
  undici: () => {
    const undici = require('undici');
    return fetchBy(undici, proxy && { dispatcher: new undici.ProxyAgent(proxy.href) });
  },
  'undici-websocket': () => {
    const undici = require('undici');
    const socket = new undici.WebSocket(url.replace(/^http/, 'ws'), proxy ? { dispatcher: new undici.ProxyAgent(proxy.href) } : []);
    let heard = 0;
    socket.addEventListener('message', ({ data }) => {
      process.stdout.write(data);
      if (++heard === 1) socket.send('hello'); else socket.close(1000, 'done');
    });
    socket.addEventListener('error', ({ error }) => { throw error; });
  },
  axios: async () => process.stdout.write((await require('axios').get(url, { responseType: 'text' })).data),
};

kinds[kind]();
