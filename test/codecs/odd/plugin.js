const { gunzipSync } = require('node:zlib');

/** Throws whatever the system says, when it is told to, and reads binary frames that are compressed. */
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
