import { CATALOG, ScriptedSystem } from './scripted-system';

/** A user's codec for an appliance that sends nothing before the client greets it. */
export const GREETED = `
module.exports = {
  name: 'greeted',
  open: (view) => ({
    greeting: 'hello',
    encodeView: () => JSON.stringify(view.distributions),
    decode(data) {
      const said = JSON.parse(data.toString());
      if (said.welcome) return { type: 'catalog', catalog: said.welcome };
      return [
        { type: 'update', columns: ['name'], rows: said.map((name) => [name]) },
        { type: 'reply', data: 'got it' },
      ];
    },
  }),
};
`;

/** Such an appliance. It sends an update whenever the last one was acknowledged. */
export async function greetedSystem(): Promise<ScriptedSystem> {
  const system = await ScriptedSystem.start();
  system.onPeer = ({ socket }) => {
    socket.on('message', (data: Buffer) => {
      const said = data.toString();
      if (said === 'hello') socket.send(JSON.stringify({ welcome: CATALOG }));
      else socket.send('["a","b"]');
    });
  };
  return system;
}
