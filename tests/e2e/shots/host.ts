/** The address that is seen in the pictures; the browser finds the office of the test behind it. */
export const kShownHost = 'tel.tragwerk.example';
