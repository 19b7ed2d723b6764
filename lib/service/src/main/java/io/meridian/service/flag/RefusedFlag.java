package io.meridian.service.flag;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A flag of Thanos that cannot be left out without harm, and therefore ends the start. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(RefusedFlag.All.class)
public @interface RefusedFlag {
  String name();

  /** Why it is not taken. */
  String because();

  /** What to do instead. */
  String remedy();

  /** Whether it is a boolean, which needs no value. */
  boolean isBoolean() default false;

  /** The value that asks for what happens anyway, with which it is accepted. */
  String unless() default "";

  /** Several of them. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    RefusedFlag[] value();
  }
}
