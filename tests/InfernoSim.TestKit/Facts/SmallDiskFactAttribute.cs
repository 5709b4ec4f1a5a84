using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A test with a disk that is full to the last byte, skipped, and shown as skipped, where <see cref="SmallDisk"/> cannot be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    /// <summary>Skips the test without such a disk.</summary>
    public SmallDiskFactAttribute() => Skip = SmallDisk.WhyNot;
}
