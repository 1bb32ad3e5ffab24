/** The limit: a WebSocket that is read and parsed, and nothing else. */
import WebSocket from 'ws';
import type { UpdateFrame } from '#lib/protocol/frames';
import { ready } from '../obey';
import { Meter, readStart } from './meter';
import { viewFrame } from './view';

const start = readStart();
const meter = new Meter(start);
let open = 0;

function read(channel: number): void {
  const socket = new WebSocket(`ws://127.0.0.1:${start.viewPort}/${start.name}`, {
    perMessageDeflate: false,
  });
  socket.once('message', () => {
    socket.send(viewFrame(channel));
    socket.once('message', () => {
      socket.on('message', (data: Buffer) => {
        if (start.receiveOnly === true) {
          meter.count(channel, undefined);
          return;
        }
        const begin = meter.noting ? performance.now() : 0;
        const frame = JSON.parse(data.toString()) as UpdateFrame;
        if (meter.noting) meter.parsed(performance.now() - begin);
        meter.count(channel, frame.time);
      });
      if (++open === start.channels) ready();
    });
  });
}

void meter.open().then(() => {
  for (let channel = 0; channel < start.channels; channel++) read(channel);
});
