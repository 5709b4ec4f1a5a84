using System.Reflection;
using System.Reflection.Emit;

namespace InfernoSim.Testing.Tests.Hosting;

public sealed class ServiceHostsTests
{
    [Fact]
    public void A_class_may_name_an_entry_point()
    {
        var host = Assert.IsType<InProcessHost<Program>>(ServiceHosts.Find(typeof(InMemory)));

        Assert.True(host.UseTestServer);
        Assert.Equal("Staging", host.Environment);
    }

    [Fact]
    public void A_class_may_name_a_process()
    {
        var host = Assert.IsType<ProcessHost>(ServiceHosts.Find(typeof(AsProcess)));

        Assert.Equal(("node", "/health", TimeSpan.FromSeconds(5)), (host.FileName, host.Ready, host.ReadyTimeout));
        Assert.Equal(["app.js", "--port={port}"], host.Arguments);
        Assert.Equal(new("LEVEL", "debug"), Assert.Single(host.Environment));
    }

    [Fact]
    public void A_class_may_name_an_address()
    {
        IServiceHost host = ServiceHosts.Find(typeof(AtAddress));

        Assert.IsType<UrlHost>(host);
        Assert.Equal(19001, host.StubPort);
    }

    [Fact]
    public void A_class_may_name_a_host_of_its_own()
    {
        Assert.IsType<OwnHost>(ServiceHosts.Find(typeof(WithOwnHost)));
    }

    [Fact]
    public void A_class_inside_another_has_that_ones_service()
    {
        Assert.IsType<OwnHost>(ServiceHosts.Find(typeof(WithOwnHost.Inside)));
    }

    [Fact]
    public void Where_the_class_says_nothing_its_assembly_does()
    {
        var type = (TypeInfo)Assembled(typeof(ServiceUrlAttribute).GetConstructors()[0], "http://localhost:8080");

        Assert.IsType<UrlHost>(ServiceHosts.Find(type));
    }

    [Fact]
    public void Where_nobody_says_anything_the_attribute_to_add_is_named()
    {
        Type type = Assembled(typeof(AssemblyTitleAttribute).GetConstructors()[0], "a title");

        ServiceHostException refusal = Assert.Throws<ServiceHostException>(() => ServiceHosts.Find(type));

        Assert.StartsWith("Nothing says what the service under test of Lonely is. Add [assembly: ServiceUnderTest<Program>]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_services_on_one_class_are_refused()
    {
        ServiceHostException refusal = Assert.Throws<ServiceHostException>(() => ServiceHosts.Find(typeof(Torn)));

        Assert.Contains("Torn has several services under test (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_with_a_path_is_refused()
    {
        ReplayConfigurationException refusal = Assert.Throws<ReplayConfigurationException>(() => ServiceHosts.Find(typeof(AtPath)));

        Assert.Contains("'http://localhost:8080/api' has a path", refusal.Message, StringComparison.Ordinal);
    }

    private static Type Assembled(ConstructorInfo attribute, string argument)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Assembled"), AssemblyBuilderAccess.Run, [new CustomAttributeBuilder(attribute, [argument])]);
        return assembly.DefineDynamicModule("Assembled").DefineType("Lonely", TypeAttributes.Public).CreateType();
    }

    [ServiceUnderTest<Program>(UseTestServer = true, Environment = "Staging")]
    private sealed class InMemory;

    [ServiceProcess("node", "app.js", "--port={port}", Ready = "/health", ReadyTimeout = "5s", Environment = ["LEVEL=debug"])]
    private sealed class AsProcess;

    [ServiceUrl("http://localhost:8080", StubPort = 19001)]
    private sealed class AtAddress;

    [ServiceUrl("http://localhost:8080/api")]
    private sealed class AtPath;

    [ServiceUrl("http://localhost:8080")]
    [ServiceProcess("node")]
    private sealed class Torn;

    [ServiceUnderTest<OwnHost>]
    private sealed class WithOwnHost
    {
        internal sealed class Inside;
    }

    private sealed class OwnHost : IServiceHost
    {
        public Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new StartedService(new Uri("http://localhost")));
    }
}
