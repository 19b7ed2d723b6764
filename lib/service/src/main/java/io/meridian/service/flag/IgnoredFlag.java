package io.meridian.service.flag;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A flag of Thanos that is accepted with a warning, because leaving it out does no harm. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(IgnoredFlag.All.class)
public @interface IgnoredFlag {
  String name();

  /** What happens instead. */
  String instead();

  /** Whether it is a boolean, which needs no value. */
  boolean isBoolean() default false;

  /** The value that asks for what happens anyway, and for which nobody is warned. */
  String unless() default "";

  /** Several of them. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    IgnoredFlag[] value();
  }
}
