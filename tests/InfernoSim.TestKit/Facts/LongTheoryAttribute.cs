using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A theory that takes minutes: skipped, and shown as skipped, unless long tests are asked for.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory where nobody has asked for it.</summary>
    public LongTheoryAttribute() => Skip = LongTests.WhyNot;
}
