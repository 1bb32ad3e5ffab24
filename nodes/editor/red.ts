/** The part of Node-RED's editor that the dialogs use; the published types lack what came after version 2. */
import type editorClient from '@node-red/editor-client';
import type { Validate } from './rules/validator';

export type Properties = editorClient.NodeProperties;

export interface PropertyDef<TValue, TNode> {
  value: TValue | '';
  required?: boolean;
  type?: string;
  label?: string;
  validate?: Validate<TNode>;
}

/** A type's properties, as a dialog names them. */
export type OwnDefaults<TProps extends Properties> = {
  [K in keyof TProps]-?: PropertyDef<TProps[K], editorClient.NodeInstance<TProps>>;
};

/** The same with the version of a configuration's shape, which every type has. */
export type Defaults<TProps extends Properties> = OwnDefaults<TProps> & {
  version: PropertyDef<number, editorClient.NodeInstance<TProps>>;
};

interface NodeDef<TProps extends Properties, TCredentials> extends Omit<
  editorClient.NodeDef<TProps, TCredentials>,
  'defaults'
> {
  defaults: Defaults<TProps>;
}

interface Nodes extends Omit<editorClient.Nodes, 'registerType' | 'workspace'> {
  workspace(id: string): { disabled?: boolean } | null | undefined;
  registerType<TProps extends Properties, TCredentials = undefined>(
    type: string,
    definition: NodeDef<TProps, TCredentials>,
  ): void;
}

interface Utils extends Omit<editorClient.Utils, 'getNodeLabel'> {
  getNodeLabel(node: object, fallback: string): string;
  validateTypedProperty(value: string, type: string, options?: { label?: string }): true | string;
}

declare global {
  const RED: Omit<editorClient.RED, 'nodes' | 'utils'> & { nodes: Nodes; utils: Utils };
}
