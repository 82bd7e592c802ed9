export interface Contract {
  envelopes: Record<string, object>;
  methods: Record<string, { params: object; result: object; errors?: string[] }>;
  events: Record<string, { data: object }>;
  definitions?: never;
  schemas: Record<string, object>;
}
export function readContract(): Contract;
export function refusalCodes(contract: Contract): string[];
export function combinedSchema(contract: Contract): object;
