'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const { test } = require('node:test');
const { application } = require('./application');
const { evaluate } = require('./evaluate');

test('expressions are worked out', () => {
  assert.strictEqual(evaluate('2 * 100'), 200);
  assert.strictEqual(evaluate('(1 + 2) * -3'), -9);
  assert.strictEqual(evaluate('10 - 2 - 3'), 5);
  assert.strictEqual(evaluate('1 / 4 * 2'), 0.5);
});

test('what is no arithmetic is refused', () => {
  for (const expression of ['', '2 *', '1 / 0', '(1', '1)', 'process', '1..2', '2 2', '1'.repeat(201)]) {
    assert.throws(() => evaluate(expression), RangeError, expression);
  }
});

test('requests are answered in the language that they ask for', async (context) => {
  const server = application.listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  const ask = async (query) => {
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/calculate?${query}`);
    return [answer.status, await answer.json()];
  };
  assert.deepStrictEqual(await ask('expression=2*100'), [200, { result: 200, text: '200' }]);
  assert.deepStrictEqual(await ask('expression=12345.5&locale=de-DE'), [200, { result: 12345.5, text: '12.345,5' }]);
  assert.deepStrictEqual(await ask('expression=1/0'), [400, { error: 'no finite result' }]);
  assert.strictEqual((await ask('expression=1&locale=no_such'))[0], 400);
});
