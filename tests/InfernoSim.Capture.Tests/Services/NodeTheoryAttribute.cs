namespace InfernoSim.Capture.Tests.Services;

/// <summary>A theory that is skipped, and shown as skipped, where node is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute()
    {
        if (!NodeService.IsInstalled)
        {
            Skip = "node is not on the PATH of this machine.";
        }
    }
}
