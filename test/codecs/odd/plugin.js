const { gunzipSync } = require('node:zlib');

/** Throws the text that the appliance sends when asked to, and reads compressed binary frames. */
const babbler = {
  type: 'activelogic-codec',
  label: ['not', 'text'],
  open() {
    let said;
    return {
      decode(data, isBinary) {
        const frame = JSON.parse((isBinary ? gunzipSync(data) : data).toString());
        if (frame.throw) throw new Error(frame.throw);
        said = frame.said;
        return frame;
      },
      encodeView() {
        if (said) throw new Error(said);
        return '{}';
      },
    };
  },
};

module.exports = (RED) => {
  RED.plugins.registerPlugin('babbler', babbler);
  RED.plugins.registerPlugin('empty', { type: 'activelogic-codec', label: ' ' });
  RED.plugins.registerPlugin('other', { type: 'some-other-type', open: () => undefined });
};
