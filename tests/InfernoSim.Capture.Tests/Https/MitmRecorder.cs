using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Certificates;
using InfernoSim.Faults;
using InfernoSim.TestKit.Certificates;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Capture.Tests.Https;

/// <summary>A dependency with TLS, and an outbound proxy that records what is said to it.</summary>
internal sealed class MitmRecorder : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestCertificate _certificate;

    private MitmRecorder(TestCertificate certificate)
    {
        _certificate = certificate;
        Authority = LocalAuthority.Create(_folder.File("ca"));
    }

    public LocalAuthority Authority { get; }

    public LoopbackHost Dependency { get; private set; } = null!;

    public Recorder Recorder { get; private set; } = null!;

    /// <summary>The address by the name that the certificate is for.</summary>
    public string Address => $"https://localhost:{Dependency.Address.Port}";

    /// <param name="map">What the dependency answers.</param>
    /// <param name="change">What is not as usual: certificates of the dependency are accepted, and all of its calls recorded.</param>
    /// <param name="protocols">What the dependency speaks.</param>
    /// <param name="certificate">What it shows.</param>
    /// <param name="time">The clock of the proxy.</param>
    /// <param name="addServices">What the dependency depends on.</param>
    public static async Task<MitmRecorder> StartAsync(
        Action<WebApplication> map,
        Func<MitmRecorder, CaptureOptions>? change = null,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        TestCertificate? certificate = null,
        TimeProvider? time = null,
        Action<IServiceCollection>? addServices = null)
    {
        var started = new MitmRecorder(certificate ?? TestCertificate.ForLoopback());
        started.Dependency = await LoopbackHost.StartAsync(map, addServices, certificate: started._certificate.Certificate, protocols: protocols);
        started.Recorder = await Recorder.OutboundAsync((change ?? (mitm => mitm.Options()))(started), time);
        return started;
    }

    public CaptureOptions Options(IReadOnlyList<string>? hosts = null, IReadOnlyList<Fault>? faults = null) =>
        new() { Https = HttpsCapture.Mitm, Authority = Authority, MitmHosts = hosts ?? ["*"], Trust = TrustInDependency(), Faults = faults ?? [] };

    public UpstreamTrust TrustInDependency() => UpstreamTrust.Load(_folder.Write("dependency.pem", _certificate.Pem));

    /// <summary>A client behind the proxy that trusts the authority and nobody else.</summary>
    public HttpClient Client() => ClientTrusting(Authority.CertificatePem);

    /// <summary>A client behind the proxy that trusts the dependency's own certificate and nobody else.</summary>
    public HttpClient ClientOfDependency() => ClientTrusting(_certificate.Pem);

    /// <summary>A client that trusts some certificates and no others.</summary>
    /// <param name="pem">Whom it trusts.</param>
    /// <param name="proxy">Its proxy; <see langword="null"/> for none.</param>
    public static HttpClient ClientTrusting(string pem, IWebProxy? proxy)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return new HttpClient(new SocketsHttpHandler
        {
            UseProxy = proxy is not null,
            Proxy = proxy,
            UseCookies = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
    }

    public async Task<JsonElement[]> StopAsync() => await Recorder.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        await Dependency.DisposeAsync();
        Authority.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }

    private HttpClient ClientTrusting(string pem) => ClientTrusting(pem, new WebProxy(Recorder.Outbound!.Address));
}
