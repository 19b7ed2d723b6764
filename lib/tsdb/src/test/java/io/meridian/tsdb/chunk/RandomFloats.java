package io.meridian.tsdb.chunk;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Series of floats that visit every branch of the float encodings, and chunks of them. */
final class RandomFloats {
  private static final long[] BORDERS = {12, 13, 16, 19, 20, 32, 62};

  private final RandomGenerator random;

  RandomFloats(RandomGenerator random) {
    this.random = random;
  }

  /** A number of samples with start timestamps. */
  SampleBuffer samples(int count) {
    SampleBuffer samples = new SampleBuffer();
    int timeKind = random.nextInt(4);
    int valueKind = random.nextInt(7);
    int startKind = random.nextInt(4);
    long time = random.nextInt(3) == 0 ? random.nextLong() : 1_767_571_200_000L;
    double value = random.nextInt(1000);
    long startTime = startKind == 0 ? 0 : time - random.nextInt(100_000);
    for (int i = 0; i < count; i++) {
      samples.add(time, value, startTime);
      time += step(timeKind);
      value = next(valueKind, value);
      if (startKind == 2 && random.nextInt(20) == 0) {
        startTime = random.nextBoolean() ? time - random.nextInt(10_000) : 0;
      } else if (startKind == 3) {
        startTime = random.nextInt(10) == 0 ? random.nextLong() : time - random.nextInt(3);
      }
    }
    return samples;
  }

  private long step(int kind) {
    return switch (kind) {
      case 0 -> 15_000;
      case 1 -> 15_000 + random.nextInt(-3, 4);
      case 2 -> random.nextInt(4) == 0 ? 15_000 * random.nextLong(1, 500) : 15_000;
      default -> {
        long border = 1L << BORDERS[random.nextInt(BORDERS.length)];
        yield (random.nextBoolean() ? border : -border) + random.nextInt(-2, 3);
      }
    };
  }

  private double next(int kind, double value) {
    return switch (kind) {
      case 0 -> value;
      case 1 -> value + random.nextInt(100);
      case 2 -> random.nextInt(3) == 0 ? value : 1000 + random.nextInt(200);
      case 3 -> random.nextDouble();
      case 4 -> random.nextInt(4) == 0 ? StaleMarker.VALUE : random.nextInt(5);
      case 5 -> random.nextInt(45) == 0 ? value + random.nextInt(9) : value;
      default ->
          switch (random.nextInt(8)) {
            case 0 -> StaleMarker.VALUE;
            case 1 -> Double.longBitsToDouble(0x7ff8000000000000L | random.nextInt(9));
            case 2 -> -0.0;
            case 3 -> 0.0;
            case 4 -> Double.NEGATIVE_INFINITY;
            case 5 -> value;
            case 6 -> Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ 1);
            default -> Double.longBitsToDouble(random.nextLong());
          };
    };
  }

  static byte[] xor(SampleBuffer samples) {
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < samples.size(); i++) {
      encoder.append(samples.time(i), samples.value(i));
    }
    return Arrays.copyOf(encoder.bytes(), encoder.length());
  }

  static byte[] xor2(SampleBuffer samples) {
    Xor2Encoder encoder = new Xor2Encoder();
    for (int i = 0; i < samples.size(); i++) {
      encoder.append(samples.time(i), samples.value(i), samples.startTime(i));
    }
    return Arrays.copyOf(encoder.bytes(), encoder.length());
  }

  static byte[] chunk(ChunkEncoding encoding, SampleBuffer samples) {
    return encoding == ChunkEncoding.XOR ? xor(samples) : xor2(samples);
  }
}
