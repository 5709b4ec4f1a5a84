using System.Reflection;

namespace InfernoSim.Testing.Adapters;

/// <summary>Finds what prepares the state of a test's service.</summary>
internal static class StatePreparers
{
    /// <summary>The attributes of the assembly, the class and the method, from the outside in, then the test's own object.</summary>
    public static IPrepareState[] Of(Type testClass, MethodInfo method, object? instance) =>
    [
        .. testClass.Assembly.GetCustomAttributes(inherit: true).OfType<IPrepareState>(),
        .. testClass.GetCustomAttributes(inherit: true).OfType<IPrepareState>(),
        .. method.GetCustomAttributes(inherit: true).OfType<IPrepareState>(),
        .. instance is IPrepareState own ? [own] : (IPrepareState[])[],
    ];
}
