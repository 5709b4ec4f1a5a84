// A shop with a PostgreSQL database: node shop.js pg PORT, with the connection string in DATABASE_URL.
const http = require('node:http');
const { Pool } = require(process.argv[2]);

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
// A connection that the server ends while nobody uses it is no reason to stop.
pool.on('error', () => {});

async function rows(text, ...values) {
  return (await pool.query(text, values)).rows;
}

async function add(query) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const added = await client.query(
      'INSERT INTO orders ("Reference", "Quantity", "At") VALUES ($1, $2, $3) RETURNING "Id"', [query.get('reference'), Number(query.get('quantity')), new Date()]);
    await client.query('COMMIT');
    return [201, added.rows];
  } catch (error) {
    await client.query('ROLLBACK');
    if (error.code !== '23505') throw error;
    return [409, [error.constraint, error.detail]];
  } finally {
    client.release();
  }
}

async function find(reference) {
  // A name makes it a prepared statement of the connection's.
  const { rows: found } = await pool.query({ name: 'find', text: 'SELECT "Quantity" FROM orders WHERE "Reference" = $1', values: [reference] });
  return [found.length ? 200 : 404, found];
}

// Several statements in one text come back as several results.
async function cursor() {
  const client = await pool.connect();
  try {
    const results = await client.query("BEGIN; DECLARE portion CURSOR FOR SELECT i, 'row ' || i AS row FROM generate_series(1, 250) i; FETCH 100 FROM portion");
    const rest = await client.query('FETCH ALL FROM portion');
    await client.query('COMMIT');
    return [200, [results[2].rows.length, rest.rows.length, rest.rows.at(-1)]];
  } finally {
    client.release();
  }
}

async function error() {
  try {
    return [200, await rows('SELECT id / 0 FROM kinds')];
  } catch (problem) {
    return [200, [problem.code, problem.message]];
  }
}

async function get(path) {
  if (path.startsWith('/orders/')) return find(path.slice('/orders/'.length));
  switch (path) {
    case '/health': return [200, 'ok'];
    case '/orders': return [200, await rows('SELECT "Id", "Reference", "Quantity" FROM orders ORDER BY "Id"')];
    case '/kinds': return [200, await rows('SELECT * FROM kinds ORDER BY id')];
    case '/cursor': return cursor();
    case '/error': return error();
    case '/many': return [200, (await rows("SELECT i, 'row ' || i AS row FROM generate_series(1, 10000) i")).reduce((sum, { i, row }) => sum + i + row.length, 0)];
    case '/large': return [200, (await rows("SELECT repeat('x', 2000000) AS x"))[0].x.length];
    default: return [404, null];
  }
}

http.createServer(async (request, response) => {
  const url = new URL(request.url, 'http://shop');
  try {
    const [status, body] = request.method === 'POST' ? await add(url.searchParams) : await get(url.pathname);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}).listen(Number(process.argv[3]), '127.0.0.1');
