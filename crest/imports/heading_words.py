"""Headings of supplier lists in the languages of those who write them, by field.

Words are written as `header_word` folds them: small letters, no underscore, colon or star. They
are headings alone, not translations that a page shows. A word that means two fields in one
language stands here for neither.
"""

from collections.abc import Mapping

# Khmer, Thai, Vietnamese, Chinese in both scripts, Japanese, Korean, Portuguese, Spanish, French,
# German, Indonesian and Malay; the English ones stand in `headings`, but for those kept as notes.
WORDS: Mapping[str, str] = {
    "code": """
        លេខកូដអ្នកផ្គត់ផ្គង់; កូដអ្នកផ្គត់ផ្គង់; លេខកូដរោងចក្រ; លេខកូដ; កូដ; รหัสผู้ขาย;
        รหัสซัพพลายเออร์; รหัสโรงงาน; รหัสผู้จัดจำหน่าย; รหัส; mã nhà cung cấp; mã ncc;
        mã nhà máy; mã số; mã; 供应商编号; 供应商代码; 供應商編號; 供應商代碼; 工厂编号;
        工廠編號; 工厂代码; 编号; 編號; 代码; 代碼; 仕入先コード; サプライヤーコード;
        取引先コード; 工場コード; コード; 공급업체 코드; 협력사 코드; 공급사 코드; 거래처 코드;
        공장 코드; 코드; código do fornecedor; codigo do fornecedor; código; codigo;
        código de proveedor; codigo de proveedor; código del proveedor; código de fábrica;
        code fournisseur; code du fournisseur; numéro fournisseur; code usine;
        lieferantennummer; lieferanten-nr.; lieferanten-nr; lieferantencode; kreditorennummer;
        kode pemasok; kode supplier; kode pabrik; kod pembekal; kod kilang; kode
    """,
    "name": """
        ឈ្មោះអ្នកផ្គត់ផ្គង់; ឈ្មោះរោងចក្រ; ឈ្មោះក្រុមហ៊ុន; ឈ្មោះសហគ្រាស; អ្នកផ្គត់ផ្គង់;
        រោងចក្រ; ឈ្មោះ; ชื่อผู้ขาย; ชื่อซัพพลายเออร์; ชื่อโรงงาน; ชื่อบริษัท; ชื่อผู้จัดจำหน่าย;
        ชื่อสถานประกอบการ; ผู้ขาย; โรงงาน; บริษัท; ชื่อ; tên nhà cung cấp; tên ncc; tên nhà máy;
        tên công ty; tên doanh nghiệp; nhà cung cấp; nhà máy; tên; 供应商名称; 供應商名稱;
        供应商; 供應商; 工厂名称; 工廠名稱; 工厂; 工廠; 公司名称; 公司名稱; 企业名称; 企業名稱;
        厂名; 名称; 名稱; 仕入先名; サプライヤー名; 取引先名; 会社名; 工場名; 企業名;
        공급업체명; 공급업체; 협력사명; 협력사; 공급사명; 거래처명; 회사명; 공장명; 업체명;
        상호; nome do fornecedor; fornecedor; nome da empresa; razão social; razao social;
        nome da fábrica; empresa; nome; nombre del proveedor; proveedor; nombre de la empresa;
        razón social; razon social; nombre de la fábrica; fábrica; nombre; nom du fournisseur;
        fournisseur; raison sociale; nom de l'entreprise; nom de l'usine; usine; entreprise;
        nom; lieferant; lieferantenname; name des lieferanten; firma; firmenname; unternehmen;
        name der fabrik; werk; nama pemasok; nama supplier; pemasok; nama perusahaan;
        nama pabrik; nama pembekal; pembekal; nama syarikat; nama kilang; nama
    """,
    "name_local": """
        ឈ្មោះជាភាសាខ្មែរ; ឈ្មោះខ្មែរ; ឈ្មោះក្រុមហ៊ុនជាភាសាខ្មែរ; ឈ្មោះរោងចក្រជាភាសាខ្មែរ;
        ชื่อภาษาไทย; ชื่อบริษัทภาษาไทย; ชื่อโรงงานภาษาไทย; tên tiếng việt; 中文名称; 中文名稱;
        工厂中文名称; 公司中文名称; nombre local; nome local; nom local; lokaler name;
        nama lokal; nama tempatan
    """,
    "country": """
        ប្រទេស; ประเทศ; quốc gia; nước; 国家; 國家; 国别; 國別; 国家/地区; 國家/地區; 国; 国名;
        국가; 국가명; país; pais; pays; land; negara
    """,
    "province": """
        ខេត្ត; រាជធានី/ខេត្ត; រាជធានី ខេត្ត; ខេត្ត/រាជធានី; ខេត្ត-រាជធានី; จังหวัด; tỉnh;
        tỉnh/thành phố; tỉnh / thành phố; 省; 省份; 州; 省/州; 都道府県; 시/도; 도; província;
        provincia; région; bundesland; provinsi; negeri
    """,
    "address": """
        អាសយដ្ឋាន; ទីតាំង; ที่อยู่; ที่ตั้ง; địa chỉ; 地址; 工厂地址; 工廠地址; 公司地址; 住所;
        所在地; 주소; 공장 주소; endereço; endereco; dirección; direccion; domicilio; adresse;
        anschrift; strasse; alamat
    """,
    "city": """
        ក្រុង; ស្រុក; ស្រុក/ខណ្ឌ; ក្រុង/ស្រុក/ខណ្ឌ; อำเภอ; เขต/อำเภอ; เมือง; thành phố;
        quận/huyện; 城市; 市; 市区町村; 도시; 시; cidade; município; municipio; ciudad; ville;
        stadt; ort; kota; bandar
    """,
    "postcode": """
        លេខកូដប្រៃសណីយ៍; រហស្សប្រៃសណីយ៍; รหัสไปรษณีย์; mã bưu chính; mã bưu điện; 邮编;
        邮政编码; 郵遞區號; 郵政編碼; 郵便番号; 우편번호; cep; código postal; codigo postal;
        code postal; plz; postleitzahl; kode pos; poskod
    """,
    "sector": """
        វិស័យ; អุตสาหกรรม; อุตสาหกรรม; ประเภทอุตสาหกรรม; ngành; ngành nghề; lĩnh vực; 行业;
        行業; 業種; 産業; 업종; 산업; setor; sector industrial; secteur; secteur d'activité;
        branche; sektor; industri
    """,
    "goods": """
        ផលិតផល; ទំនិញ; ประเภทสินค้า; สินค้า; ผลิตภัณฑ์; sản phẩm; hàng hóa; loại sản phẩm; 产品;
        產品; 产品类型; 產品類型; 产品类别; 製品; 品目; 商品; 제품; 품목; produto; produtos;
        tipo de produto; producto; productos; produit; produits; type de produit; produkt;
        produkte; produktart; produk; jenis produk
    """,
    "inputs": """
        វត្ថុធាតុដើម; វត្ថុធាតុដើមដែលប្រើ; วัตถุดิบ; วัตถุดิบที่ใช้; nguyên liệu; nguyên vật liệu; 原材料;
        原料; 主要原料; 원자재; 원재료; matérias-primas; matérias primas; materias primas;
        matières premières; rohstoffe; rohmaterial; bahan baku; bahan mentah
    """,
    "tier": """
        ជាន់; ลำดับชั้น; cấp; 层级; 層級; 級別; ティア; 차수; nivel; nível; rang; stufe; tingkat
    """,
    "registration_number": """
        លេខចុះបញ្ជី; លេខចុះបញ្ជីពាណិជ្ជកម្ម; លេខអត្តសញ្ញាណកម្មសារពើពន្ធ; เลขทะเบียน;
        เลขทะเบียนนิติบุคคล; เลขประจำตัวผู้เสียภาษี; mã số thuế; mã số doanh nghiệp; mst;
        统一社会信用代码; 統一社會信用代碼; 注册号; 註冊號; 統一編號; 法人番号; 登録番号;
        사업자등록번호; 사업자 등록번호; 법인등록번호; nif; nipc; rfc; ruc; nit; cuit; siret;
        siren; numéro de tva; handelsregisternummer; ust-idnr.; ust-idnr; steuernummer; npwp;
        nomor registrasi; no. pendaftaran; nombor pendaftaran
    """,
    "contact_name": """
        អ្នកទំនាក់ទំនង; ឈ្មោះអ្នកទំនាក់ទំនង; ผู้ติดต่อ; ชื่อผู้ติดต่อ; người liên hệ; 联系人;
        聯絡人; 聯繫人; 担当者; 担当者名; 담당자; 담당자명; contato; nome do contato; contacto;
        persona de contacto; nom du contact; personne de contact; ansprechpartner;
        kontaktperson; kontakt; nama kontak; narahubung; orang hubungan
    """,
    "contact_email": """
        អ៊ីមែល; อีเมล; อีเมล์; thư điện tử; địa chỉ email; 邮箱; 电子邮箱; 电子邮件; 電子郵件;
        メール; メールアドレス; 이메일; 전자우편; correo; correo electrónico;
        correo electronico; courriel; adresse e-mail; e-mail-adresse; surel; emel; alamat email
    """,
    "contact_phone": """
        ទូរស័ព្ទ; លេខទូរស័ព្ទ; โทรศัพท์; เบอร์โทร; เบอร์โทรศัพท์; หมายเลขโทรศัพท์; điện thoại;
        số điện thoại; sđt; 电话; 電話; 联系电话; 聯絡電話; 手机; 電話番号; 전화; 전화번호;
        연락처; telefone; telefono; teléfono; téléphone; telefon; telefonnummer; telepon;
        nomor telepon; no. telepon; nombor telefon; no. telefon
    """,
    "spend": """
        ចំណាយប្រចាំឆ្នាំ; ยอดซื้อ; ยอดซื้อต่อปี; chi tiêu hàng năm; 年采购额; 采购额; 採購額;
        年間購入額; 購入額; 구매액; 연간 구매액; gasto anual; compras anuais; compras anuales;
        achats annuels; dépenses annuelles; einkaufsvolumen; belanja tahunan
    """,
    "spend_currency": """
        រូបិយប័ណ្ណ; สกุลเงิน; tiền tệ; loại tiền; 币种; 货币; 貨幣; 幣別; 通貨; 통화; moeda;
        moneda; devise; währung; mata uang; mata wang
    """,
    "workforce.total": """
        ចំនួនកម្មករ; ចំនួនកម្មករសរុប; កម្មករសរុប; ចំនួនបុគ្គលិក; ចំនួនកម្មករនិយោជិត;
        จำนวนพนักงาน; จำนวนคนงาน; จำนวนแรงงาน; จำนวนพนักงานทั้งหมด; số lao động; số công nhân;
        tổng số lao động; tổng số công nhân; số nhân viên; 员工人数; 员工总数; 員工人數;
        員工總數; 工人总数; 工人數; 工人数; 职工人数; 従業員数; 労働者数; 社員数; 직원 수;
        직원수; 근로자 수; 근로자수; 종업원 수; número de trabalhadores; trabalhadores;
        número de empregados; total de trabalhadores; número de trabajadores; trabajadores;
        total de trabajadores; número de empleados; empleados; nombre de travailleurs;
        nombre d'employés; effectif; effectif total; travailleurs; anzahl mitarbeiter;
        mitarbeiter; mitarbeiterzahl; beschäftigte; anzahl beschäftigte; jumlah pekerja;
        jumlah karyawan; total pekerja; total karyawan; pekerja; karyawan; bilangan pekerja
    """,
    "workforce.women": """
        កម្មការិនី; ចំនួនកម្មការិនី; ស្រី; ចំនួនស្រី; កម្មករស្រី; พนักงานหญิง; คนงานหญิง; หญิง;
        จำนวนหญิง; lao động nữ; công nhân nữ; số lao động nữ; nữ; 女工; 女工人数; 女性员工;
        女性員工; 女工人數; 女; 女性; 女性従業員数; 여성 근로자; 여성; 여성 직원 수;
        trabalhadoras; mulheres; trabajadoras; mujeres; femmes; travailleuses; frauen;
        arbeiterinnen; weibliche beschäftigte; pekerja perempuan; pekerja wanita;
        karyawan perempuan; perempuan; wanita
    """,
    "workforce.men": """
        ប្រុស; ចំនួនប្រុស; កម្មករប្រុស; พนักงานชาย; คนงานชาย; ชาย; จำนวนชาย; lao động nam;
        công nhân nam; số lao động nam; nam; 男工; 男工人数; 男性员工; 男性員工; 男工人數; 男;
        男性; 男性従業員数; 남성 근로자; 남성; 남성 직원 수; homens; hombres; hommes; männer;
        männliche beschäftigte; pekerja laki-laki; pekerja lelaki; karyawan laki-laki;
        laki-laki; lelaki
    """,
    "workforce.migrants": """
        កម្មករចំណាកស្រុក; ពលករចំណាកស្រុក; ពលករទេសន្តរប្រវេសន៍; កម្មករបរទេស; แรงงานข้ามชาติ;
        แรงงานต่างด้าว; คนงานต่างด้าว; lao động nhập cư; lao động di cư; lao động nước ngoài;
        外籍员工; 外籍工人; 外来务工人员; 外籍移工; 移工; 外勞; 移民工人; 外国人労働者;
        外国人労働者数; 技能実習生; 이주노동자; 외국인 근로자; 외국인 노동자;
        trabalhadores migrantes; migrantes; trabajadores migrantes; travailleurs migrants;
        wanderarbeiter; arbeitsmigranten; migranten; pekerja migran; pekerja asing
    """,
    "workforce.agency": """
        แรงงานเหมาค่าแรง; lao động thuê ngoài; lao động cho thuê lại; 派遣工; 劳务派遣;
        劳务派遣工; 派遣勞工; 派遣労働者; 派遣社員; 파견근로자; 파견 근로자;
        trabalhadores terceirizados; terceirizados; trabajadores subcontratados; intérimaires;
        travailleurs intérimaires; leiharbeiter; leiharbeitnehmer; zeitarbeiter;
        tenaga alih daya; pekerja kontrak agensi
    """,
    "note": """
        group; supplier group; parent; parent company; parent organization; parent organisation;
        parent organization name; group name; brand; brands; corporation brand;
        nike, inc. brand(s); brand(s); buyer; buyers; events; factory type; facility type;
        site type; fax; fax number; subcons; subcontractors; lat; latitude; lng; lon; long;
        longitude; supplier latlon; latlon; coordinates; gps; open corporates; note; notes;
        remark; remarks; comment; comments; website; web site; url; សម្គាល់; កំណត់សម្គាល់;
        ផ្សេងៗ; หมายเหตุ; ghi chú; 备注; 備註; 備考; 비고; observações; observaciones; notas;
        remarques; commentaires; bemerkung; bemerkungen; anmerkung; keterangan; catatan
    """,
}
