import { expect, it } from 'vitest';
import { measureWay } from './server_way';

it('asks one question after the other and takes the middle answer for the way', async () => {
  const takes = [14, 12, 90, 13, 15];
  let clock = 0;
  let open = 0;
  const ask = async () => {
    open += 1;
    expect(open).toBe(1);
    await Promise.resolve();
    clock += takes.shift() ?? 0;
    open -= 1;
  };
  expect(await measureWay(ask, () => clock)).toEqual({ ms: 14, slowest: 90 });
  expect(takes).toEqual([]);
});

it('knows no way if an answer is missing', async () => {
  await expect(
    measureWay(
      () => Promise.reject(new Error('gone')),
      () => 0,
    ),
  ).rejects.toThrow('gone');
});
