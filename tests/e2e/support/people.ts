// People of the seeded office that tests speak of. Short names; all of them share a group with Anna.
export const anna = 'anna';
export const jonas = 'jonas';
export const mei = 'mei';
export const priya = 'priya';
