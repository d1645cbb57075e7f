/**
 * The formats with a name of their own. Names follow ml_dtypes.
 * Left out: formats that are spelled (resolve.ts).
 */
import type { NumberFormat } from './format.js';
import { HIFLOAT8 } from './hifloat8.js';

const ieee = {
  kind: 'float',
  signed: true,
  zero: true,
  negativeZero: true,
  subnormals: true,
  infinities: 'ieee',
  nan: 'ieee',
} as const;

/** OCP's "fn": finite, NaN in the top code only. */
const fn = { ...ieee, infinities: 'none', nan: 'all-ones' } as const;
/** OCP MX elements of 6 and 4 bits: no NaN at all. */
const bare = { ...ieee, infinities: 'none', nan: 'none' } as const;
/** "fnuz": finite, one NaN in the place of −0, no negative zero. Noune et al. 2022, section 2. */
const fnuz = { ...ieee, negativeZero: false, infinities: 'none', nan: 'negative-zero' } as const;
/** P3109 interim report: NaN in the place of −0; extended formats have Inf in the top code. */
const p3109 = { ...fnuz, infinities: 'top-code' } as const;

/** Every named format with the document that defines it. */
export const FORMATS: readonly { readonly format: NumberFormat; readonly source: string }[] = [
  entry(
    { ...fnuz, name: 'float8_e4m3fnuz', exponentBits: 4, mantissaBits: 3, bias: 8 },
    'Noune et al. 2022, arXiv:2206.02915; IPU21 F143',
  ),
  entry(
    { ...fnuz, name: 'float8_e5m2fnuz', exponentBits: 5, mantissaBits: 2, bias: 16 },
    'Noune et al. 2022, arXiv:2206.02915; IPU21 F152',
  ),
  entry({ ...fnuz, name: 'float8_e4m3b11fnuz', exponentBits: 4, mantissaBits: 3, bias: 11 }, 'ml_dtypes'),
  entry({ ...fn, name: 'float8_e4m3fn', exponentBits: 4, mantissaBits: 3, bias: 7 }, 'OCP OFP8 rev. 1.0'),
  entry({ ...ieee, name: 'float8_e5m2', exponentBits: 5, mantissaBits: 2, bias: 15 }, 'OCP OFP8 rev. 1.0'),
  entry(
    { ...ieee, name: 'float8_e4m3', exponentBits: 4, mantissaBits: 3, bias: 7 },
    'IEEE 754 conventions (ml_dtypes)',
  ),
  entry(
    { ...ieee, name: 'float8_e3m4', exponentBits: 3, mantissaBits: 4, bias: 3 },
    'IEEE 754 conventions (ml_dtypes)',
  ),
  entry({ ...bare, name: 'float6_e3m2fn', exponentBits: 3, mantissaBits: 2, bias: 3 }, 'OCP MX v1.0'),
  entry({ ...bare, name: 'float6_e2m3fn', exponentBits: 2, mantissaBits: 3, bias: 1 }, 'OCP MX v1.0'),
  entry({ ...bare, name: 'float4_e2m1fn', exponentBits: 2, mantissaBits: 1, bias: 1 }, 'OCP MX v1.0'),
  entry(
    {
      ...fn,
      name: 'float8_e8m0fnu',
      exponentBits: 8,
      mantissaBits: 0,
      bias: 127,
      signed: false,
      zero: false,
      negativeZero: false,
      subnormals: false,
    },
    'OCP MX v1.0 (block scale)',
  ),
  entry(
    {
      ...fn,
      name: 'float8_e5m3fnu',
      exponentBits: 5,
      mantissaBits: 3,
      bias: 15,
      signed: false,
      negativeZero: false,
    },
    'NVIDIA CUTLASS, float_ue5m3_t (block scale); NaN in the top code: assumed, as in UE4M3',
  ),
  entry({ ...p3109, name: 'binary8p3se', exponentBits: 5, mantissaBits: 2, bias: 16 }, 'P3109 interim report'),
  entry({ ...fnuz, name: 'binary8p3sf', exponentBits: 5, mantissaBits: 2, bias: 16 }, 'P3109 interim report'),
  entry({ ...p3109, name: 'binary8p4se', exponentBits: 4, mantissaBits: 3, bias: 8 }, 'P3109 interim report'),
  entry({ ...fnuz, name: 'binary8p4sf', exponentBits: 4, mantissaBits: 3, bias: 8 }, 'P3109 interim report'),
  entry(HIFLOAT8, 'Luo et al. 2024, arXiv:2409.16626 (tapered)'),
  entry({ ...ieee, name: 'bfloat16', exponentBits: 8, mantissaBits: 7, bias: 127 }, 'Google Brain; ml_dtypes'),
  entry({ ...ieee, name: 'float16', exponentBits: 5, mantissaBits: 10, bias: 15 }, 'IEEE 754-2019, binary16'),
  entry(
    { ...fn, name: 'dlfloat16', exponentBits: 6, mantissaBits: 9, bias: 31, subnormals: false, negativeZero: false },
    'Agrawal et al., ARITH 2019',
  ),
  entry(
    { ...ieee, name: 'tf32', exponentBits: 8, mantissaBits: 10, bias: 127 },
    'NVIDIA A100 white paper, 2020 (19 bits)',
  ),
  entry({ ...ieee, name: 'float32', exponentBits: 8, mantissaBits: 23, bias: 127 }, 'IEEE 754-2019, binary32'),
];

/**
 * Other names, each for exactly one format; reports show the first. `f143` and `f152` are the IPU21's, those in capitals
 * are of safetensors.
 */
export const FORMAT_ALIASES: Readonly<Record<string, string>> = {
  f143: 'float8_e4m3fnuz',
  f152: 'float8_e5m2fnuz',
  e4m3: 'float8_e4m3fn',
  e5m2: 'float8_e5m2',
  bf16: 'bfloat16',
  fp16: 'float16',
  fp32: 'float32',
  e4m3fn: 'float8_e4m3fn',
  e4m3fnuz: 'float8_e4m3fnuz',
  e5m2fnuz: 'float8_e5m2fnuz',
  e3m4: 'float8_e3m4',
  e3m2: 'float6_e3m2fn',
  e2m3: 'float6_e2m3fn',
  e2m1: 'float4_e2m1fn',
  e8m0: 'float8_e8m0fnu',
  ue8m0: 'float8_e8m0fnu',
  ue5m3: 'float8_e5m3fnu',
  hif8: 'hifloat8',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
  F8_E4M3FNUZ: 'float8_e4m3fnuz',
  F8_E5M2FNUZ: 'float8_e5m2fnuz',
  F8_E8M0: 'float8_e8m0fnu',
  F6_E3M2: 'float6_e3m2fn',
  F6_E2M3: 'float6_e2m3fn',
  F4: 'float4_e2m1fn',
  BF16: 'bfloat16',
  F16: 'float16',
  F32: 'float32',
};

function entry(format: NumberFormat, source: string): { format: NumberFormat; source: string } {
  return { format, source };
}
