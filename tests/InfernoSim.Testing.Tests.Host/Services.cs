using System.Diagnostics;
using System.Globalization;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Testing.Tests.Host;

/// <summary>Services that listen where <c>PORT</c> says, and leave a process behind if nobody ends it.</summary>
internal static class Services
{
    /// <summary>Says what it was started with, and answers what its dependency says the price is.</summary>
    public static async Task PriceAsync(string[] args)
    {
        string proxy = Variable("HTTP_PROXY");
        Console.WriteLine($"child {Environment.ProcessId} proxy={Variable("https_proxy") == proxy} no_proxy=[{Variable("NO_PROXY")}] args={string.Join(' ', args)}");
        using Process left = Process.Start("sleep", "600");
        using HttpClient client = ProxiedClient.Through(new Uri(proxy));
        await RunAsync(async () => Results.Text($"price {await client.GetStringAsync(new Uri("http://localhost:9/price"))}", "text/plain"));
    }

    /// <summary>Writes its process id down when it is asked, and never answers.</summary>
    public static async Task HangAsync(string pidFile)
    {
        using Process left = Process.Start("sleep", "600.25");
        await RunAsync(async (CancellationToken stop) =>
        {
            await File.WriteAllTextAsync($"{pidFile}.part", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), stop);
            File.Move($"{pidFile}.part", pidFile);
            await Task.Delay(Timeout.Infinite, stop);
        });
    }

    private static async Task RunAsync(Delegate answer)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(
            app =>
            {
                app.MapGet("/health", () => "ok");
                app.MapGet("/", answer);
            },
            port: int.Parse(Variable("PORT"), CultureInfo.InvariantCulture));
        await service.WaitForShutdownAsync();
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
