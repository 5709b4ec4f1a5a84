using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.State;

/// <summary>
/// Gives each service its own stores of Entity Framework Core's in-memory provider, which finds them by name among all of
/// the process. Without a reference to it, and so for the version that the service has.
/// </summary>
internal static class OwnMemoryStores
{
    private const string Options = "Microsoft.EntityFrameworkCore.DbContextOptions`1";
    private const string Extension = "InMemoryOptionsExtension";

    /// <summary>Puts a mark into the name of each store that a registered context uses.</summary>
    public static void Apply(IServiceCollection services, ReplayContext context)
    {
        for (int i = 0; i < services.Count; i++)
        {
            ServiceDescriptor service = services[i];
            if (service is { IsKeyedService: false, ImplementationFactory: { } make, ServiceType.IsGenericType: true } && service.ServiceType.GetGenericTypeDefinition().FullName == Options)
            {
                services[i] = new ServiceDescriptor(service.ServiceType, provider => Mark(make(provider), context), service.Lifetime);
            }
        }
    }

    private static object Mark(object options, ReplayContext context)
    {
        var extensions = (IEnumerable<object>)options.GetType().GetProperty("Extensions")!.GetValue(options)!;
        if (extensions.FirstOrDefault(extension => extension.GetType().Name == Extension) is not { } memory)
        {
            return options;
        }

        Type type = memory.GetType();
        object? name = type.GetProperty("StoreName")!.GetValue(memory);
        object own = type.GetMethod("WithStoreName", [typeof(string)])!.Invoke(memory, [$"{name}-{Path.GetFileName(context.Folder)}"])!;
        MethodInfo with = options.GetType().GetMethods().Single(method => method is { Name: "WithExtension", IsGenericMethodDefinition: true });
        return with.MakeGenericMethod(type).Invoke(options, [own])!;
    }
}
