package io.meridian.promql.syntax;

import java.util.List;

/**
 * What a function takes and gives.
 *
 * @param parameters the types of its parameters; the last one's is that of all further arguments
 * @param variadic 0: as many arguments as parameters; n > 0: one less, and up to n more than that;
 *     below 0: one less, and any number more
 */
public record FunctionSignature(
    String name, List<ValueType> parameters, int variadic, ValueType result, boolean experimental) {

  public FunctionSignature {
    parameters = List.copyOf(parameters);
  }
}
