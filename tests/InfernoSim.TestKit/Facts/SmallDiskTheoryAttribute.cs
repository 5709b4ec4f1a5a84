using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A theory with a disk that is full to the last byte, skipped, and shown as skipped, where <see cref="SmallDisk"/> cannot be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory without such a disk.</summary>
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.WhyNot;
}
