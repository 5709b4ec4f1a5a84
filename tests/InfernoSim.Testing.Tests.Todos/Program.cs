using InfernoSim.Testing.Tests.Todos;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<TodoContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Todos") ?? "Data Source=todos.db"));
builder.Services.AddIdentityApiEndpoints<IdentityUser>().AddEntityFrameworkStores<TodoContext>();
builder.Services.AddAuthentication().AddJwtBearer(options => options.TokenValidationParameters = new TokenValidationParameters
{
    ValidIssuer = "todos",
    ValidAudience = "todos",
    IssuerSigningKey = TokenEndpoints.Key,
});
builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new(
    [new Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement()],
    [IdentityConstants.BearerScheme, IdentityConstants.ApplicationScheme, JwtBearerDefaults.AuthenticationScheme]));
builder.Services.AddProblemDetails();

WebApplication app = builder.Build();
using (IServiceScope scope = app.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<TodoContext>().Database.EnsureCreatedAsync();
}

Defect defect = app.Configuration.GetValue<Defect>("Defect");
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseHttpsRedirection();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/health", () => "ok");
app.MapGroup("/users").MapIdentityApi<IdentityUser>();
app.MapTodos(defect);
app.MapTokens(defect);
await app.RunAsync();
