import type { SandboxReply } from '../lib/wire.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';

export type ReplyFormat = 'JSON' | 'XML';

/** What a call answered, before it is written down. */
export interface Answer {
  readonly status: number;
  /** `<Action>Response`, or `Error`. */
  readonly root: string;
  readonly fields: JsonObject;
}

/** XML unless JSON is asked for. */
export function formatOf(text: string | undefined): ReplyFormat {
  return text?.toUpperCase() === 'JSON' ? 'JSON' : 'XML';
}

/** Writes an answer down in the format that was asked for. */
export function render(answer: Answer, format: ReplyFormat, requestId: string): SandboxReply {
  const body =
    format === 'JSON'
      ? JSON.stringify(answer.fields)
      : `<?xml version='1.0' encoding='UTF-8'?>\n<${answer.root}>${xmlFields(answer.fields, answer.root)}</${answer.root}>`;
  return {
    status: answer.status,
    headers: {
      'content-type': format === 'JSON' ? 'application/json;charset=utf-8' : 'text/xml;charset=utf-8',
      'x-acs-request-id': requestId,
    },
    body,
    delayMs: 0,
    fate: 'answer',
  };
}

/** A page of the load balancer in front of the service. */
export function renderPage(status: number, title: string): SandboxReply {
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>Tengine</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { 'content-type': 'text/html' }, body, delayMs: 0, fate: 'answer' };
}

function xmlFields(fields: JsonObject, root: string): string {
  return Object.entries(fields)
    .map(([name, value]) => xmlField(name, value, root))
    .join('');
}

/** A list repeats its element; only the histories' `Objects` wraps elements of another name. */
function xmlField(name: string, value: Json, root: string): string {
  if (!isJsonArray(value)) return xmlElement(name, value, root);
  if (name.toLowerCase() !== 'objects') return value.map((item) => xmlElement(name, item, root)).join('');
  const itemName = root === 'QueryTaskInfoHistoryResponse' ? 'TaskInfoHistory' : 'TaskDetailHistory';
  return `<${name}>${value.map((item) => xmlElement(itemName, item, root)).join('')}</${name}>`;
}

function xmlElement(name: string, value: Json, root: string): string {
  return `<${name}>${xmlInner(value, root)}</${name}>`;
}

function xmlInner(value: Json, root: string): string {
  if (isJsonObject(value)) return xmlFields(value, root);
  return isJsonArray(value) ? value.map((item) => xmlInner(item, root)).join('') : escaped(String(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
