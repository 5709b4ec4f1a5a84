namespace Suite;

// What one framework wants beside our attributes, and the others need not have.
#if !MSTEST
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TestClassAttribute : Attribute;
#endif

#if !TUNIT
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TestAttribute : Attribute;
#endif
