/** Reads and parses a WebSocket, and does nothing else. The others are compared with this. */
import WebSocket from 'ws';
import type { UpdateFrame } from '../../lib/protocol/frames';
import { ready } from '../processes/obey';
import { Meter, readStart, type Start } from './meter';
import { VIEW_FRAME } from './view';

const start = readStart() as Start;
const meter = new Meter(start);

function read(): void {
  const socket = new WebSocket(`ws://127.0.0.1:${start.ports.view}/view`, { perMessageDeflate: false });
  // The first message is the catalogue, the second the first update. Only the updates after it count.
  socket.once('message', () => {
    socket.send(VIEW_FRAME);
    socket.once('message', () => {
      socket.on('message', (data: Buffer) => {
        meter.count((JSON.parse(data.toString()) as UpdateFrame).time);
      });
      ready();
    });
  });
}

void meter.open().then(read);
