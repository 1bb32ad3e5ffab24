/** The part of Node-RED's editor that the dialogs use. The published types lack what came after version 2. */
import type editorClient from '@node-red/editor-client';

/** A node as the editor holds it. In a flow written by hand, a property may hold anything. */
export interface EditorNode {
  id: string;
  _def: { defaults: object; credentials?: object };
  [property: string]: unknown;
}

/** A validator's answer: valid, or what is wrong. Node-RED accepts a text only from a function with two parameters. */
export type Validate = (this: EditorNode, value: unknown, options: object) => true | string | string[];

/** A property as Node-RED declares it. */
export interface PropertyDef {
  value: unknown;
  required?: boolean;
  type?: string;
  label?: string;
  validate?: Validate;
}

interface NodeDef {
  category: string;
  /** The address of a text that describes the category. Node-RED 3.1 ignores it. */
  categoryDescription?: string;
  color: string;
  icon: string;
  defaults: Record<string, PropertyDef>;
  credentials?: Record<string, { type: 'text' | 'password' }>;
  inputs?: number;
  outputs?: number;
  paletteLabel: () => string;
  inputLabels?: () => string;
  outputLabels?: (this: EditorNode) => string;
  label: (this: EditorNode) => string;
  labelStyle: (this: EditorNode) => string;
  onadd?: (this: EditorNode) => void;
  oneditprepare: (this: EditorNode) => void;
  oneditsave: (this: EditorNode) => void;
  oneditcancel: () => void;
  oneditdelete: () => void;
  oneditresize: (size: { height: number }) => void;
}

interface Nodes extends Omit<editorClient.Nodes, 'registerType' | 'workspace'> {
  workspace(id: string): { disabled?: boolean } | null | undefined;
  registerType(type: string, definition: NodeDef): void;
}

interface Utils extends Omit<editorClient.Utils, 'getNodeLabel'> {
  getNodeLabel(node: object, fallback: string): string;
  validateTypedProperty(value: string, type: string, options?: { label?: string }): true | string;
}

declare global {
  const RED: Omit<editorClient.RED, 'nodes' | 'utils'> & { nodes: Nodes; utils: Utils };
}
