// PouchDB on disk against pouchdb-server on loopback: node pouchdb_sync.js FOLDER COMMANDS ROWS, with both in NODE_PATH.
// Answers one line of JSON: seconds to drain COMMANDS queued documents, to pull them at a second replica, and to begin
// a replica of ROWS documents.
const fs = require('fs'), net = require('net'), path = require('path');
const { randomUUID } = require('crypto'), { spawn } = require('child_process');
const PouchDB = require('pouchdb');

const [folder, commands, rows] = [process.argv[2], +process.argv[3], +process.argv[4]];
const MANY = 1000, LINE = { batch_size: 500, batches_limit: 10 };

const command = n => ({ _id: randomUUID(), cake: n, stage: 'Covering', at: '2026-01-15T09:00:00.123Z', staff: 'staff-7', station: 'fill-1' });
const cake = n => ({
  _id: `cake-${String(n).padStart(8, '0')}`, number: n, product: `Cake ${n % 40}`, code: String(n).padStart(13, '0'),
  customer: `Customer ${n}`, writing: `Happy birthday ${n}`, due: '2026-01-20', stage: 'Filling',
});

const freePort = () => new Promise(found => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

async function serving(port) {
  const place = path.join(folder, 'server'), config = path.join(folder, 'config.json');
  fs.mkdirSync(place);
  fs.writeFileSync(config, '{"log": {"level": "none"}}');
  const program = path.join(path.dirname(require.resolve('pouchdb-server/package.json')), 'bin', 'pouchdb-server');
  const told = [program, '--port', port, '--host', '127.0.0.1', '--dir', place, '--config', config, '--no-stdout-logs'];
  const server = spawn(process.execPath, told, { cwd: folder, stdio: 'ignore' });
  for (let tries = 0; tries < 200; tries++) {
    if (await fetch(`http://127.0.0.1:${port}/`).then(answer => answer.ok, () => false)) return server;
    await new Promise(later => setTimeout(later, 100));
  }
  server.kill();
  throw new Error('pouchdb-server does not answer');
}

async function filled(database, count, make) {
  for (let n = 0; n < count; n += MANY)
    await database.bulkDocs(Array.from({ length: Math.min(MANY, count - n) }, (_, k) => make(n + k)));
}

async function seconds(count, replication) {
  const began = process.hrtime.bigint();
  const done = await replication();
  if (done.docs_written !== count) throw new Error(`${done.docs_written} of ${count} documents came`);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

(async () => {
  const port = await freePort(), server = await serving(port);
  try {
    const shared = new PouchDB(`http://127.0.0.1:${port}/shared`), whole = new PouchDB(`http://127.0.0.1:${port}/whole`);
    const [first, second, third] = ['first', 'second', 'third'].map(name => new PouchDB(path.join(folder, name)));
    await Promise.all([shared.info(), whole.info()]);
    await filled(first, commands, command);
    await filled(whole, rows, cake);
    const drain = await seconds(commands, () => first.replicate.to(shared, LINE));
    const pull = await seconds(commands, () => second.replicate.from(shared, LINE));
    const begin = await seconds(rows, () => third.replicate.from(whole, { ...LINE, batch_size: MANY }));
    console.log(JSON.stringify({ drain, pull, begin }));
  } finally {
    server.kill();
  }
})().catch(trouble => {
  console.error(trouble);
  process.exit(1);
});
