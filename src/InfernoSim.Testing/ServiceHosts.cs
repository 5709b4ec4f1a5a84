using System.Reflection;

namespace InfernoSim.Testing;

/// <summary>Finds what the service under test of a test class is.</summary>
public static class ServiceHosts
{
    /// <summary>Makes the host that the class names, or else its base classes, the classes around it, or its assembly.</summary>
    /// <param name="testClass">The test class.</param>
    /// <returns>The host.</returns>
    /// <exception cref="ServiceHostException">None of them names one.</exception>
    /// <exception cref="ReplayConfigurationException">A value of the attribute cannot be read.</exception>
    public static IServiceHost Find(Type testClass)
    {
        ArgumentNullException.ThrowIfNull(testClass);
        for (Type? type = testClass; type is not null; type = type.DeclaringType)
        {
            if (One(type.GetCustomAttributes<ServiceHostAttribute>(inherit: true), type.Name) is { } own)
            {
                return own.CreateHost();
            }
        }

        ServiceHostAttribute shared = One(testClass.Assembly.GetCustomAttributes<ServiceHostAttribute>(), testClass.Assembly.GetName().Name!)
            ?? throw new ServiceHostException(
                $"Nothing says what the service under test of {testClass.Name} is. Add [assembly: ServiceUnderTest<Program>] to the test project, or one of "
                + "[ServiceUnderTest<Program>], [ServiceProcess(\"node\", \"app.js\", Ready = \"/health\")] and [ServiceUrl(\"http://localhost:8080\")] to the class.");
        return shared.CreateHost();
    }

    private static ServiceHostAttribute? One(IEnumerable<ServiceHostAttribute> attributes, string where)
    {
        ServiceHostAttribute[] all = [.. attributes];
        return all.Length <= 1
            ? all.SingleOrDefault()
            : throw new ServiceHostException($"{where} has several services under test ({string.Join(", ", all.Select(NameOf))}); leave one.");
    }

    private static string NameOf(ServiceHostAttribute attribute) =>
        attribute.GetType().Name.Split('`')[0].Replace("Attribute", "", StringComparison.Ordinal);
}
