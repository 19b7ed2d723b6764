package io.meridian.tsdb.chunk;

/**
 * Which bits of a difference a float encoder writes: all but the leading and trailing zeros that
 * the window was made with. It is replaced where a difference does not fit, and never made smaller
 * to save bits.
 */
final class XorWindow {
  /** More leading zeros than any difference has, so that none fits. */
  private static final int NONE = 65;

  private int lead;
  private int trail;

  void reset() {
    lead = NONE;
    trail = 0;
  }

  /** Sets the window that a chunk being continued ends with. */
  void resume(int lead, int trail) {
    this.lead = lead;
    this.trail = trail;
  }

  /**
   * Writes a difference that is not 0.
   *
   * @param within what to write before it where it fits the window
   * @param anew what to write before lead, length and the difference where it does not
   */
  void write(
      BitWriter out, long difference, long within, int withinWidth, long anew, int anewWidth) {
    int leading = Math.min(Long.numberOfLeadingZeros(difference), 31);
    int trailing = Long.numberOfTrailingZeros(difference);
    if (leading >= lead && trailing >= trail) {
      int width = 64 - lead - trail;
      if (withinWidth + width <= 64) {
        out.bits((within << width) | (difference >>> trail), withinWidth + width);
      } else {
        out.bits(within, withinWidth);
        out.bits(difference >>> trail, width);
      }
      return;
    }
    lead = leading;
    trail = trailing;
    int width = 64 - leading - trailing;
    out.bits((anew << 11) | (leading << 6) | (width & 63), anewWidth + 11);
    out.bits(difference >>> trailing, width);
  }
}
