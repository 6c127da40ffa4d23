export interface Ship {
  name: string;
  tons: number;
}

export const ships: Ship[] = [
  { name: "nore", tons: 550 },
  { name: "calshot", tons: 170 },
];
