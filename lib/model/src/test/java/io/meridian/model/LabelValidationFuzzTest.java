package io.meridian.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Any bytes as a packed label set: a finding, or a set that packs to the same bytes again. */
final class LabelValidationFuzzTest {
  @FuzzTest
  void whatPassesIsCanonical(byte[] input) {
    try {
      PackedLabels.validate(input, 0, input.length, "input");
    } catch (CorruptDataException e) {
      return;
    }
    byte[] again = Labels.of(Labels.ofPacked(input).toMap()).packed();
    if (!Arrays.equals(input, again)) {
      throw new AssertionError(Arrays.toString(input) + " packs to " + Arrays.toString(again));
    }
  }
}
