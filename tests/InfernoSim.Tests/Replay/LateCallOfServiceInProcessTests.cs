namespace InfernoSim.Tests.Replay;

/// <summary>The same of a service in this process, where a look ends once it has nothing left to do.</summary>
public sealed class LateCallOfServiceInProcessTests : LateCallTests
{
    protected override bool IsInProcess => true;
}
