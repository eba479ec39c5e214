import { expect, test } from 'vitest';
import { checkOwnServer, withoutPassword } from './own-server.mjs';

test.each([
  ['mongodb://mia:s3cret@db.example:27017/?tls=true', 'mongodb://mia:***@db.example:27017/?tls=true'],
  ['mongodb+srv://mia:s3cret@db.example/', 'mongodb+srv://mia:***@db.example/'],
  ['mongodb://db.example:27017/', 'mongodb://db.example:27017/'],
])('%s is shown without its password', (uri, shown) => {
  expect(withoutPassword(uri)).toBe(shown);
});

test('a connection string that is none names the variable', async () => {
  await expect(checkOwnServer('postgres://db')).rejects.toThrow(/No MongoDB answers at postgres:.*Check MONGODB_URI/);
});

test('a server that does not answer', { timeout: 15_000 }, async () => {
  await expect(checkOwnServer('mongodb://mia:s3cret@127.0.0.1:1/?replicaSet=rs0')).rejects.toThrow(
    /^No MongoDB answers at mongodb:\/\/mia:\*\*\*@127\.0\.0\.1:1\/\?replicaSet=rs0 .*MONGODB_URI/,
  );
});
