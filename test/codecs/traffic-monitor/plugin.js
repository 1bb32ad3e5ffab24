const codec = require('./codec');

module.exports = (RED) => {
  RED.plugins.registerPlugin(codec.name, { type: 'activelogic-codec', label: 'Traffic monitor', ...codec });
};
