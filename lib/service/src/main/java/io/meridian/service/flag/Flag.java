package io.meridian.service.flag;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The flag that sets a component, beside its key in the configuration file. A list's flag may be
 * repeated; a boolean's needs no value, and {@code --no-} before its name makes it false.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Flag {
  /** Its name, without dashes before it. */
  String value();

  /** One line that says what it is for. */
  String help();
}
