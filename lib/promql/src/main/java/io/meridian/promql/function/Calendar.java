package io.meridian.promql.function;

/**
 * Dates and times of day in UTC from Unix seconds, in the Gregorian calendar without begin or end.
 *
 * <p>A value is cut to whole seconds as a 64-bit processor does it: what is no number or out of
 * range becomes −2⁶³. Seconds are counted as unsigned numbers from 1 March of the year
 * −292,277,022,400 on, which is where Go begins; what lies before it comes out far in the future.
 */
final class Calendar {
  private static final long DAY = 86_400;

  /** Days from where counting begins to 1970. */
  private static final long DAYS_TO_1970 = 106_751_991_073_400L;

  /** Days from 1 March of year 0 to 1970. */
  private static final long MARCH_TO_1970 = 719_468;

  private static final int DAYS_OF_400_YEARS = 146_097;

  private Calendar() {}

  static double minute(double value) {
    int minutes = secondOfDay(value) / 60;
    return minutes % 60;
  }

  static double hour(double value) {
    int hours = secondOfDay(value) / 3600;
    return hours;
  }

  static double dayOfWeek(double value) {
    return Math.floorMod(days(value) + 4, 7);
  }

  static double dayOfMonth(double value) {
    int day = dayOfYearFromMarch(days(value));
    return day - firstDay(monthFromMarch(day)) + 1;
  }

  static double dayOfYear(double value) {
    long days = days(value);
    int day = dayOfYearFromMarch(days);
    return day < 306 ? day + (isLeap(yearFromMarch(days)) ? 61 : 60) : day - 305;
  }

  static double month(double value) {
    int month = monthFromMarch(dayOfYearFromMarch(days(value)));
    return month < 10 ? month + 3 : month - 9;
  }

  static double year(double value) {
    long days = days(value);
    return yearFromMarch(days) + (dayOfYearFromMarch(days) < 306 ? 0 : 1);
  }

  static double daysInMonth(double value) {
    long days = days(value);
    int month = monthFromMarch(dayOfYearFromMarch(days));
    if (month == 11) {
      return isLeap(yearFromMarch(days) + 1) ? 29 : 28;
    }
    return firstDay(month + 1) - firstDay(month);
  }

  private static long sinceBegin(double value) {
    long seconds = value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
    return seconds + DAYS_TO_1970 * DAY;
  }

  private static int secondOfDay(double value) {
    return (int) Long.remainderUnsigned(sinceBegin(value), DAY);
  }

  /** Days since 1 January 1970. */
  private static long days(double value) {
    return Long.divideUnsigned(sinceBegin(value), DAY) - DAYS_TO_1970;
  }

  /** The day among 400 years that begin with a 1 March, from 0 on. */
  private static int dayOfEra(long days) {
    return (int) Math.floorMod(days + MARCH_TO_1970, (long) DAYS_OF_400_YEARS);
  }

  private static int yearOfEra(int dayOfEra) {
    return (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  }

  /** The year of the last 1 March. */
  private static long yearFromMarch(long days) {
    return Math.floorDiv(days + MARCH_TO_1970, DAYS_OF_400_YEARS) * 400 + yearOfEra(dayOfEra(days));
  }

  /** Days since the last 1 March. */
  private static int dayOfYearFromMarch(long days) {
    int day = dayOfEra(days);
    int year = yearOfEra(day);
    return day - (365 * year + year / 4 - year / 100);
  }

  /** 0 for March, 11 for February. */
  private static int monthFromMarch(int day) {
    return (5 * day + 2) / 153;
  }

  /** The first day of a month, both counted from March on. */
  private static int firstDay(int month) {
    return (153 * month + 2) / 5;
  }

  private static boolean isLeap(long year) {
    return Math.floorMod(year, 4) == 0
        && (Math.floorMod(year, 100) != 0 || Math.floorMod(year, 400) == 0);
  }
}
