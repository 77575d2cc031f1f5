import { describe, expect, it } from 'vitest';
import { type Currency, currencyOf, minorFrom, moneyText } from '../../../src/model/money.ts';

describe('minorFrom', () => {
  it.each<[text: string, currency: Currency, minor: number | null]>([
    ['90', 'CNY', 9000],
    ['90.00', 'CNY', 9000],
    ['90.0000', 'CNY', 9000],
    ['16.22', 'CNY', 1622],
    ['0.29', 'USD', 29],
    ['1.1', 'USD', 110],
    ['-11.19', 'CNY', -1119],
    ['0', 'CNY', 0],
    [' 5.00\n', 'CNY', 500],
    ['1200', 'JPY', 1200],
    ['1200.00', 'JPY', 1200],
    ['9999999999999.99', 'CNY', 999_999_999_999_999],
    ['1200.5', 'JPY', null],
    ['0.001', 'CNY', null],
    ['12345678901234', 'CNY', null],
    ['1,234.00', 'CNY', null],
    ['1e3', 'CNY', null],
    ['+5', 'CNY', null],
    ['.5', 'CNY', null],
    ['5.', 'CNY', null],
    ['', 'CNY', null],
    ['NaN', 'CNY', null],
  ])('%j %s is %j', (text, currency, minor) => {
    expect(minorFrom(text, currency)).toBe(minor);
  });

  it('has no negative zero', () => {
    expect(Object.is(minorFrom('-0.00', 'CNY'), 0)).toBe(true);
  });
});

describe('moneyText', () => {
  it.each<[minor: number, currency: Currency, text: string]>([
    [9000, 'CNY', '90.00 CNY'],
    [5, 'CNY', '0.05 CNY'],
    [50, 'USD', '0.50 USD'],
    [0, 'CNY', '0.00 CNY'],
    [-1119, 'CNY', '-11.19 CNY'],
    [-5, 'CNY', '-0.05 CNY'],
    [1200, 'JPY', '1200 JPY'],
    [0, 'JPY', '0 JPY'],
  ])('%j %s is %s', (minor, currency, text) => {
    expect(moneyText(minor, currency)).toBe(text);
  });
});

it.each<[string, Currency | null]>([
  ['CNY', 'CNY'],
  [' usd ', 'USD'],
  ['EUR', null],
  ['', null],
])('the currency of %j is %j', (code, currency) => {
  expect(currencyOf(code)).toBe(currency);
});
