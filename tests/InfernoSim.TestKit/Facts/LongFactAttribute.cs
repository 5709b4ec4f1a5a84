using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A test that takes minutes: skipped, and shown as skipped, unless long tests are asked for.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    /// <summary>Skips the test where nobody has asked for it.</summary>
    public LongFactAttribute() => Skip = LongTests.WhyNot;
}
