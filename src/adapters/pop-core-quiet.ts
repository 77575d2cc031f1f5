// httpx, below pop-core, prints whole requests (key id, token, signature) when DEBUG names it, also by `*`. The package `debug`
// reads DEBUG once, when it is loaded: this file is imported before pop-core and takes httpx out; the rest stays.
const asked = process.env['DEBUG'] ?? '';
if (asked !== '') process.env['DEBUG'] = `${asked},-httpx:*`;
