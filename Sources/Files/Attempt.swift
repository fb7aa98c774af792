/// Makes a call, and throws what `convert` makes of its error.
///
/// - Parameter convert: a closure whose parameter names the type of the error; the compiler does
///   not infer it from `call`.
@inlinable
package func attempt<Value: ~Copyable, Failure, Converted>(
  _ call: @autoclosure () throws(Failure) -> Value, orThrow convert: (Failure) -> Converted
) throws(Converted) -> Value {
  do throws(Failure) {
    return try call()
  } catch {
    throw convert(error)
  }
}
