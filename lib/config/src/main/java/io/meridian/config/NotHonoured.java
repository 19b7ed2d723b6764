package io.meridian.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key that other programs know, which is read over with a warning, because leaving it out does no
 * harm.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(NotHonoured.All.class)
public @interface NotHonoured {
  String key();

  /** What happens instead. */
  String instead();

  /**
   * The value that asks for what happens anyway, and for which nobody is warned; neither is anybody
   * for an empty one.
   */
  String unless() default "";

  /** Several of them. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    NotHonoured[] value();
  }
}
