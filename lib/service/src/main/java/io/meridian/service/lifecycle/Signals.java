package io.meridian.service.lifecycle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The class of the JDK that takes them, {@code sun.misc.Signal},
 * is supported but not part of the language's library, and naming it is a warning that cannot be
 * silenced; so it is called by reflection.
 */
public final class Signals {
  private Signals() {}

  /**
   * Has an action run on a thread of its own whenever a signal arrives, instead of what the JVM
   * would do.
   *
   * @param signal its name without SIG, such as {@code TERM}
   */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  public static void on(String signal, Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "signal handler";
                  });
      Object instance = type.getConstructor(String.class).newInstance(signal);
      type.getMethod("handle", type, handlerType).invoke(null, instance, handler);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("SIG" + signal + " cannot be taken here", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + signal + " cannot be taken here", e);
    }
  }

  /** Sends this process a signal. */
  public static void raise(String signal) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Object instance = type.getConstructor(String.class).newInstance(signal);
      type.getMethod("raise", type).invoke(null, instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + signal + " cannot be sent here", e);
    }
  }
}
