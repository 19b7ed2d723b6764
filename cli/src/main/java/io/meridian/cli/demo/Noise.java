package io.meridian.cli.demo;

/** Numbers that look random and are functions of a seed and a place. */
final class Noise {
  private Noise() {}

  /** A number from −1 to 1. */
  static double at(long seed, long place) {
    return (mixed(seed, place) >> 11) * 0x1p-52;
  }

  /** A number from 0 to 1. */
  static double share(long seed, long place) {
    return (mixed(seed, place) >>> 11) * 0x1p-53;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom numbers). */
  static long mixed(long seed, long place) {
    long z = seed + 0x9E3779B97F4A7C15L * (place + 1);
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
