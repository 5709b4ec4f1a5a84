using System.Reflection;

namespace InfernoSim.Testing.Adapters;

/// <summary>What a test method may ask for.</summary>
internal static class TestBody
{
    /// <summary>Refuses a method that asks for something else.</summary>
    /// <exception cref="ReplayConfigurationException">It does.</exception>
    public static void Check(MethodInfo method, IncidentWork work)
    {
        if (method.GetParameters().FirstOrDefault(parameter => !work.BodyTypes.Contains(parameter.ParameterType)) is { } unknown)
        {
            throw new ReplayConfigurationException(
                $"{method.DeclaringType?.Name}.{method.Name}: the parameter '{unknown.ParameterType.Name} {unknown.Name}' cannot be filled in. "
                + $"The body of an [{work.Attribute}] may take parameters of the types {string.Join(" and ", work.BodyTypes.Select(type => type.Name))}, and nothing else.");
        }
    }

    /// <summary>What the method asks for.</summary>
    /// <param name="method">A method that was checked.</param>
    /// <param name="outcome">What came of the work, one of each type.</param>
    public static object?[] Arguments(MethodInfo method, object[] outcome) =>
        [.. method.GetParameters().Select(parameter => outcome.Single(parameter.ParameterType.IsInstanceOfType))];
}
