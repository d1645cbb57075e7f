/** AssemblyScript's types of the fields of job records, as the host sees them: words of 32 bits. */
declare type i32 = number;
declare type u32 = number;
declare type usize = number;
